#pragma once

#include "config/config.hpp"
#include "mail/net/dns_txt.hpp"

#include <boost/asio/awaitable.hpp>
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

    /// Never throws because of a server's answer or silence; the state is `failed` then.
    virtual boost::asio::awaitable<TxtAnswer> look_up(std::string name) = 0;
};

/// Asks DNS servers one after the other, with a fresh port and id for each question, over TCP when an answer is truncated. A
/// look-up ends within five seconds. Io thread only.
class DnsTxtResolver : public TxtResolver {
public:
    /// `servers` is called before each look-up, since the config may change. When it returns none, /etc/resolv.conf has them.
    explicit DnsTxtResolver(std::function<std::vector<config::Endpoint>()> servers) : servers_(std::move(servers)) {}

    boost::asio::awaitable<TxtAnswer> look_up(std::string name) override;

private:
    std::function<std::vector<config::Endpoint>()> servers_;
};

/// The `nameserver` lines of a resolv.conf (resolv.conf(5)), at most three.
[[nodiscard]] std::vector<config::Endpoint> nameservers(std::string_view resolv_conf);

}  // namespace mail
