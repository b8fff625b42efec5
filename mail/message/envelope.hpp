#pragma once

#include "config/time.hpp"

#include <string>
#include <vector>

namespace mail {

enum class Route { smtp, submission, lmtp, imap, deliver, import };

[[nodiscard]] std::string_view to_string(Route route);
[[nodiscard]] Route parse_route(std::string_view word);  // an unknown word is Route::deliver

/// What the transport said about a mail, apart from its bytes (RFC 5321 2.3.1).
/// The sender of a program that says `--from ""`: the null return path, where an empty one would be "not told".
inline constexpr std::string_view null_path = "<>";

struct Envelope {
    Route route = Route::deliver;
    std::string from;                     // MAIL FROM; empty for the null return path <>, or unknown of a route that tells none
    std::vector<std::string> recipients;  // RCPT TO, as written
    std::string peer;  // the client's IP address; of imap, the mailbox's name; empty for Unix sockets and programs
    std::string helo;
    std::string auth_technician;  // the technician's name that SMTP AUTH showed; empty: none
    bool tls = false;
    bool peer_trusted = false;  // a trusted_peers address, a Unix LMTP socket, or `deliver`
    bool smtputf8 = false;
    config::Instant received_at{};
};

}  // namespace mail
