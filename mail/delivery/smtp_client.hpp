#pragma once

#include "config/config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
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

/// How long each step of a conversation may take as a whole (RFC 5321 4.5.3.2 gives the least for most of them).
struct SmtpTimeouts {
    std::chrono::milliseconds connect{30'000};  // name look-up, TCP
    std::chrono::milliseconds tls{60'000};
    std::chrono::milliseconds greeting{300'000};
    std::chrono::milliseconds command{300'000};  // EHLO, AUTH, MAIL, RCPT, RSET
    std::chrono::milliseconds data_start{120'000};
    std::chrono::milliseconds data_block{180'000};  // 64 KiB
    std::chrono::milliseconds data_end{600'000};
    std::chrono::milliseconds call{900'000};  // one `send`, whatever its steps take: a lease must be longer
    std::chrono::milliseconds idle{30'000};   // an unused connection is closed then
};

/// SMTP with STARTTLS (or TLS from the start), AUTH PLAIN and LOGIN, PIPELINING, every step under a deadline.
/// - smtps:// is TLS from the start, submission:// asks for STARTTLS; both verify the certificate (tls.ca or the system's roots)
/// and
///   the host name. Only on loopback may submission:// go on without TLS, when none is offered.
/// - smtp:// takes TLS when it is offered, with any certificate, and goes on in the clear when the handshake fails
/// (opportunistic,
///   RFC 7435), unless a user is set and the smarthost is not on loopback: then TLS is verified as above.
/// - The password is read from its file at each connect (a small blocking read), and goes out over verified TLS or loopback only.
/// - A mail whose answer to the dot is lost is `deferred`: sent again it may arrive twice, with the same Message-ID.
[[nodiscard]] std::unique_ptr<Transport> make_smtp_transport(boost::asio::any_io_executor io, const config::Outgoing& where,
                                                             const config::Tls& tls, std::string helo,
                                                             const SmtpTimeouts& timeouts = {});

/// Each mail a file in new/, written in tmp/ and fsynced first; Return-Path and Delivered-To come on top, lines end in LF as in
/// other Maildirs. A call's mails are written, then fsynced together. Blocks the calling thread for as long as the disk takes,
/// and never suspends: run it on a worker's executor, or with deliver_to_maildir from any thread.
[[nodiscard]] std::unique_ptr<Transport> make_maildir_transport(const std::filesystem::path& folder);

/// The same without a coroutine.
[[nodiscard]] std::vector<DeliveryResult> deliver_to_maildir(const std::filesystem::path& folder,
                                                             std::span<const Delivery> deliveries);

}  // namespace mail
