#pragma once

#include "config/config.hpp"
#include "mail/delivery/transport.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace mail {

/// The total time that each step of a conversation may take (RFC 5321 4.5.3.2 gives the minimum for most of them).
struct SmtpTimeouts {
    std::chrono::milliseconds connect{30'000};  // name look-up, TCP
    std::chrono::milliseconds tls{60'000};
    std::chrono::milliseconds greeting{300'000};
    std::chrono::milliseconds command{300'000};  // EHLO, AUTH, MAIL, RCPT, RSET
    std::chrono::milliseconds data_start{120'000};
    std::chrono::milliseconds data_block{180'000};  // for each 64 KiB
    std::chrono::milliseconds data_end{600'000};
    std::chrono::milliseconds call{900'000};  // one `send`, however long its steps take; a lease must be longer
    std::chrono::milliseconds idle{30'000};   // an unused connection is then closed
};

/// SMTP with STARTTLS (or TLS from the start), AUTH PLAIN and LOGIN, and PIPELINING; every step has a deadline.
/// - smtps:// uses TLS from the start; submission:// requires STARTTLS. Both verify the certificate (tls.ca or the
///   system's roots) and the host name. Only on loopback may submission:// continue without TLS, when none is offered.
/// - smtp:// uses TLS when it is offered, with any certificate, and continues in the clear when the handshake fails
///   (opportunistic, RFC 7435). If a user is set and the smarthost is not on loopback, TLS is verified as above.
/// - The password is read from its file at each connect (a small blocking read). It is sent only over verified TLS or
///   on loopback.
/// - A mail whose reply after the final dot is lost is `deferred`. It is sent again and may arrive twice, with the
///   same Message-ID.
[[nodiscard]] std::unique_ptr<Transport> make_smtp_transport(boost::asio::any_io_executor io, const config::Outgoing& where,
                                                             const config::Tls& tls, std::string helo,
                                                             const SmtpTimeouts& timeouts = {});

}  // namespace mail
