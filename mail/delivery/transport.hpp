#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string>
#include <vector>

namespace mail {

/// One mail to hand over. Views live as long as the call.
struct Delivery {
    std::string return_path;  // empty: <>
    std::string recipient;
    std::string raw;  // CRLF lines; dot-stuffing is done here
    /// Where the peer offers DSN (RFC 3461), reports repeat it, and are asked for on failure and delay; with an empty return path
    /// for nothing. Empty: none.
    std::string envelope_id = {};
};

/// What the peer said about one mail.
struct DeliveryResult {
    enum class What {
        sent,
        failed,             // 5xx at RCPT or DATA: this recipient, for good
        deferred,           // 4xx, or the connection was lost
        smarthost_refused,  // 5xx at greeting, EHLO, AUTH or MAIL; TLS or login impossible: pause this smarthost
        unreachable         // no conversation came about: look-up, connection, 4xx before MAIL
    };
    What what = What::sent;
    std::string reply;  // the peer's last line, or ours when there was no peer: never holds secrets
    /// False: this mail was not tried, and has the reason for which none was.
    bool tried = true;
};

/// A way out: a Maildir or a smarthost.
class Transport {
public:
    virtual ~Transport() = default;
    /// Sends all, in order, over one connection that is kept open for the next call. One result a delivery.
    /// A mail over which the connection ends is `deferred`, and those behind it get another connection, until three ended in
    /// vain. One call at a time; `deliveries` and the transport must live until it ends.
    virtual boost::asio::awaitable<std::vector<DeliveryResult>> send(std::span<const Delivery> deliveries) = 0;
};

}  // namespace mail
