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

/// A source of TXT records: DNS, or a table in tests.
class TxtResolver {
public:
    TxtResolver() = default;
    TxtResolver(const TxtResolver&) = delete;
    TxtResolver& operator=(const TxtResolver&) = delete;
    virtual ~TxtResolver() = default;

    /// Never throws because of a server's answer, or the lack of one: the state is then `failed`.
    virtual boost::asio::awaitable<TxtAnswer> look_up(std::string name) = 0;
};

/// Asks DNS servers with c-ares, one after the other in two rounds. Uses a fresh port and a fresh id for each
/// look-up, and TCP when an answer is truncated. A look-up ends within `timeout`. Io thread only.
class DnsTxtResolver : public TxtResolver {
public:
    /// `servers` is called before each look-up, because the config may change. An empty list means the servers in
    /// /etc/resolv.conf.
    explicit DnsTxtResolver(std::function<std::vector<config::Endpoint>()> servers,
                            std::chrono::milliseconds timeout = std::chrono::seconds{5})
        : servers_(std::move(servers)), timeout_(timeout) {}

    boost::asio::awaitable<TxtAnswer> look_up(std::string name) override;

private:
    std::function<std::vector<config::Endpoint>()> servers_;
    std::chrono::milliseconds timeout_;
};

}  // namespace mail
