#pragma once

#include <boost/asio/awaitable.hpp>
#include <span>
#include <string>
#include <vector>

namespace mail {

/// One mail to deliver. Its views must stay valid during the call.
struct Delivery {
    std::string return_path;  // empty: the null return path <>
    std::string recipient;
    std::string raw;  // CRLF line ends; the transport adds dot-stuffing
    /// The ENVID that reports repeat, where the peer offers DSN (RFC 3461). Reports are requested for failure and
    /// delay, or for nothing when the return path is empty. Empty: no ENVID.
    std::string envelope_id = {};
};

/// The peer's answer about one mail.
struct DeliveryResult {
    enum class What {
        sent,
        failed,             // 5xx to RCPT or DATA: this recipient, permanently
        deferred,           // 4xx, or the connection was lost
        smarthost_refused,  // 5xx to greeting, EHLO, AUTH or MAIL; TLS or login impossible: pause this smarthost
        unreachable         // no conversation: look-up or connection failed, or a 4xx came before MAIL
    };
    What what = What::sent;
    std::string reply;  // the peer's last line, or ours when there was no peer; never contains secrets
    /// False: this mail was not tried; `reply` is the reason why no mail was.
    bool tried = true;
};

/// A destination for mail: a Maildir or a smarthost.
class Transport {
public:
    virtual ~Transport() = default;
    /// Sends all mails in order over one connection, which is kept open for the next call. Returns one result for each.
    /// A mail during which the connection ends is `deferred`. The mails after it get another connection, until three
    /// in a row have ended in vain. One call at a time; `deliveries` and the transport must live until it ends.
    virtual boost::asio::awaitable<std::vector<DeliveryResult>> send(std::span<const Delivery> deliveries) = 0;
};

}  // namespace mail
