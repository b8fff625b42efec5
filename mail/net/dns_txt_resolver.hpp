#pragma once

#include "config/config.hpp"
#include "mail/net/dns_txt.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace mail {

/// Who knows TXT records: DNS, or in tests a table.
class TxtResolver {
public:
    TxtResolver() = default;
    TxtResolver(const TxtResolver&) = delete;
    TxtResolver& operator=(const TxtResolver&) = delete;
    virtual ~TxtResolver() = default;

    /// Never throws for what a server says or leaves unsaid: then the state is `failed`.
    virtual boost::asio::awaitable<TxtAnswer> look_up(std::string name) = 0;
};

/// Asks DNS servers with c-ares, one after the other in two rounds: a fresh port and a fresh id for each look-up, TCP when an
/// answer is cut short. A look-up ends within `timeout`. Io thread only.
class DnsTxtResolver : public TxtResolver {
public:
    /// `servers` is asked before each look-up, since the config may change; none: those of /etc/resolv.conf.
    explicit DnsTxtResolver(std::function<std::vector<config::Endpoint>()> servers,
                            std::chrono::milliseconds timeout = std::chrono::seconds{5})
        : servers_(std::move(servers)), timeout_(timeout) {}

    boost::asio::awaitable<TxtAnswer> look_up(std::string name) override;

private:
    std::function<std::vector<config::Endpoint>()> servers_;
    std::chrono::milliseconds timeout_;
};

}  // namespace mail
