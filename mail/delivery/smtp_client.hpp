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

/// One mail to deliver.
struct Delivery {
    std::string return_path;  // empty: <>
    std::string recipient;
    std::string raw;  // lines end in CRLF; the client does the dot-stuffing
    /// ENVID for peers that offer DSN (RFC 3461): reports repeat it. Reports are requested on failure and delay, with an empty
    /// return path for nothing. Empty: no ENVID.
    std::string envelope_id = {};
};

/// The result of one delivery.
struct DeliveryResult {
    enum class What {
        sent,
        failed,             // 5xx at RCPT or DATA: permanent, for this recipient
        deferred,           // 4xx, or the connection was lost
        smarthost_refused,  // 5xx at greeting, EHLO, AUTH or MAIL; TLS or login impossible: pause this smarthost
        unreachable         // no session: look-up or connection failed, or a 4xx before MAIL
    };
    What what = What::sent;
    std::string reply;  // the peer's last line, or our own reason without a peer; never a secret
    /// False: this mail was not tried. `reply` says why no mail was.
    bool tried = true;
};

/// A Maildir or a smarthost.
class Transport {
public:
    virtual ~Transport() = default;
    /// Sends all deliveries in order over one connection, which stays open for the next call. Returns one result per delivery.
    /// When the connection breaks, the current mail is `deferred` and the rest get a new connection, up to three broken ones. One
    /// call at a time; `deliveries` and the transport must outlive it.
    virtual boost::asio::awaitable<std::vector<DeliveryResult>> send(std::span<const Delivery> deliveries) = 0;
};

/// The timeout of each step of an SMTP session as a whole (RFC 5321 4.5.3.2 has minimums for most of them).
struct SmtpTimeouts {
    std::chrono::milliseconds connect{30'000};  // name look-up, TCP
    std::chrono::milliseconds tls{60'000};
    std::chrono::milliseconds greeting{300'000};
    std::chrono::milliseconds command{300'000};  // EHLO, AUTH, MAIL, RCPT, RSET
    std::chrono::milliseconds data_start{120'000};
    std::chrono::milliseconds data_block{180'000};  // 64 KiB
    std::chrono::milliseconds data_end{600'000};
    std::chrono::milliseconds call{900'000};  // one whole `send`; the lease of its rows must be longer
    std::chrono::milliseconds idle{30'000};   // then an unused connection is closed
};

/// SMTP with STARTTLS (or TLS from the start), AUTH PLAIN and LOGIN, PIPELINING, every step under a deadline.
/// - smtps:// is TLS from the start, submission:// asks for STARTTLS; both verify the certificate (tls.ca or the system's roots)
/// and
///   the host name. Only on loopback may submission:// go on without TLS, when none is offered.
/// - smtp:// takes TLS when it is offered, with any certificate, and goes on in the clear when the handshake fails
/// (opportunistic,
///   RFC 7435), unless a user is set and the smarthost is not on loopback: then TLS is verified as above.
/// - The password is read from its file at each connect (a small blocking read). It is sent over verified TLS or loopback only.
/// - A mail is `deferred` when the answer to its dot is lost. The retry may deliver it twice, with the same Message-ID.
[[nodiscard]] std::unique_ptr<Transport> make_smtp_transport(boost::asio::any_io_executor io, const config::Outgoing& where,
                                                             const config::Tls& tls, std::string helo,
                                                             const SmtpTimeouts& timeouts = {});

/// Delivers each mail as a file in new/, written and fsynced in tmp/ first. Adds Return-Path and Delivered-To on top; lines end
/// in LF as in other Maildirs. The mails of a call are fsynced together. Blocks the calling thread and never suspends: run it on
/// a worker's executor, or call deliver_to_maildir from any thread.
[[nodiscard]] std::unique_ptr<Transport> make_maildir_transport(const std::filesystem::path& folder);

/// The same without a coroutine.
[[nodiscard]] std::vector<DeliveryResult> deliver_to_maildir(const std::filesystem::path& folder,
                                                             std::span<const Delivery> deliveries);

}  // namespace mail
