#pragma once

#include "daemon/mailbox/poller.hpp"

#include <list>

namespace ticketd {

/// A Poller for each [[mailbox]] of the config. Io thread only.
class Pollers {
public:
    Pollers(boost::asio::any_io_executor io, Poller::Parts parts) : io_(std::move(io)), parts_(std::move(parts)) {}

    /// Starts missing pollers and reloads the running ones.
    void reload();
    void stop();
    [[nodiscard]] bool ended() const { return running_.empty(); }

private:
    void start(const std::string& name);

    boost::asio::any_io_executor io_;
    Poller::Parts parts_;
    std::list<Poller> running_;  // a list, because a poller must not move in memory until its coroutine ends
    bool stopping_ = false;
};

}  // namespace ticketd
