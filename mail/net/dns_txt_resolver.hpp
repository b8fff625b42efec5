#pragma once

#include "config/config.hpp"
#include "mail/net/dns_txt.hpp"

#include <boost/asio/awaitable.hpp>
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

/// Asks DNS servers, one after the other: a fresh port and a fresh id for each question, TCP when an answer is cut short. A
/// look-up ends within five seconds. Io thread only.
class DnsTxtResolver : public TxtResolver {
public:
    /// `servers` is asked before each look-up, since the config may change; none: those of /etc/resolv.conf.
    explicit DnsTxtResolver(std::function<std::vector<config::Endpoint>()> servers) : servers_(std::move(servers)) {}

    boost::asio::awaitable<TxtAnswer> look_up(std::string name) override;

private:
    std::function<std::vector<config::Endpoint>()> servers_;
};

/// The `nameserver` lines of a resolv.conf (resolv.conf(5)), at most three.
[[nodiscard]] std::vector<config::Endpoint> nameservers(std::string_view resolv_conf);

}  // namespace mail
