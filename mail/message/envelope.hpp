#pragma once

#include "config/time.hpp"

#include <string>
#include <vector>

namespace mail {

enum class Route { smtp, submission, lmtp, imap, deliver, import };

[[nodiscard]] std::string_view to_string(Route route);
[[nodiscard]] Route parse_route(std::string_view word);  // an unknown word means Route::deliver

/// The null return path as `ticketctl deliver --from ""` gives it. An empty sender means that the route does not provide one.
inline constexpr std::string_view null_path = "<>";

struct Envelope {
    Route route = Route::deliver;
    std::string from;                     // MAIL FROM; empty: the null return path <>, or unknown on routes without one
    std::vector<std::string> recipients;  // RCPT TO, as written
    std::string peer;  // the client's IP address; on imap the mailbox's name; empty for Unix sockets and programs
    std::string helo;
    std::string auth_technician;  // the technician who logged in with SMTP AUTH; empty: nobody
    bool tls = false;
    bool peer_trusted = false;  // an address in trusted_peers, a Unix LMTP socket, or `deliver`
    bool smtputf8 = false;
    config::Instant received_at{};
};

}  // namespace mail
