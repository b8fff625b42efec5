#pragma once

#include "config/config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mail {

/// One mail to hand over. Views live as long as the call.
struct Delivery {
    std::string return_path;  // empty: <>
    std::string recipient;
    std::string raw;  // CRLF lines; dot-stuffing is done here
};

/// What the peer said about one mail.
struct DeliveryResult {
    enum class What {
        sent,
        failed,         // 5xx at RCPT or DATA: this recipient, for good
        later,          // 4xx, or the connection was lost
        smarthost_down  // 5xx at greeting, EHLO, AUTH or MAIL; TLS or login impossible: pause this smarthost
    };
    What what = What::sent;
    std::string reply;  // the peer's last line, or ours when there was no peer: never holds secrets
};

/// A way out: a Maildir or a smarthost.
class Transport {
public:
    virtual ~Transport() = default;
    /// Sends all, in order, over one connection that is kept open for the next call. One result a delivery.
    virtual boost::asio::awaitable<std::vector<DeliveryResult>> send(std::span<const Delivery> deliveries) = 0;
};

/// SMTP with STARTTLS (or TLS from the start), AUTH PLAIN and LOGIN over TLS only (or loopback), PIPELINING, every step under a
/// deadline (RFC 5321 4.5.3.2).
[[nodiscard]] std::unique_ptr<Transport> make_smtp_transport(boost::asio::any_io_executor io, const config::Outgoing& where,
                                                             const config::Tls& tls, std::string helo);

/// Each mail a file in new/, written in tmp/ and fsynced first; Return-Path and Delivered-To come on top.
[[nodiscard]] std::unique_ptr<Transport> make_maildir_transport(const std::filesystem::path& folder);

}  // namespace mail
