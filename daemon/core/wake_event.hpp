#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace ticketd {

/// An event that one coroutine waits for. A wake is kept until somebody waits. Io thread only.
class WakeEvent {
public:
    explicit WakeEvent(const boost::asio::any_io_executor& io) : timer_(io) {}

    [[nodiscard]] boost::asio::any_io_executor executor() { return timer_.get_executor(); }

    void wake() {
        raised_ = true;
        timer_.cancel();
    }

    /// Returns when woken, or after `timeout`.
    boost::asio::awaitable<void> wait(std::chrono::milliseconds timeout) {
        if (!raised_) {
            timer_.expires_after(timeout);
            boost::system::error_code woken;  // a wake cancels the timer
            co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        }
        raised_ = false;
    }

private:
    boost::asio::steady_timer timer_;
    bool raised_ = false;
};

}  // namespace ticketd
