#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace mail {

/// A reply that refuses: one line of fixed text without CRLF, which starts with the code and the enhanced status (RFC 3463).
using Refusal = std::string_view;

/// A parsed command, or the reply that refuses it.
template <class T>
using Asked = tl::expected<T, Refusal>;

enum class Verb {
    helo,
    ehlo,
    lhlo,
    mail,
    rcpt,
    data,
    rset,
    noop,
    quit,
    help,
    vrfy,
    starttls,
    auth,
    not_offered,
    foreign,
    unknown
};

struct CommandLine {
    Verb verb = Verb::unknown;
    std::string_view argument;  // a trimmed view into the line
};

/// Reads a command line. Verbs are case-insensitive (RFC 5321 2.4). `not_offered` are known commands that we do not
/// offer (EXPN, ETRN, BDAT, …). `foreign` are commands of other protocols, which a browser can be tricked into
/// sending.
[[nodiscard]] CommandLine read_command(std::string_view line);

/// The extensions that our answer to EHLO offered. A parameter of any other extension is refused (RFC 5321 4.1.1.11).
struct Offered {
    bool extensions = false;  // EHLO or LHLO, not HELO
    bool auth = false;
};

struct MailFrom {
    std::string address;    // empty for <>
    std::int64_t size = 0;  // SIZE=; 0: not given
    bool smtputf8 = false;
};

/// Parses the argument of MAIL: `FROM:<path> [parameters]` (RFC 5321 4.1.1.2).
[[nodiscard]] Asked<MailFrom> read_mail_from(std::string_view argument, Offered offered);

/// Parses the argument of RCPT: `TO:<path>`. `postmaster` needs no domain (RFC 5321 4.1.1.3). Parameters are refused.
[[nodiscard]] Asked<std::string> read_rcpt_to(std::string_view argument, bool smtputf8);

/// Whether EHLO's argument can be a domain or an address literal. Accepts the sloppy names that real programs send.
[[nodiscard]] bool is_client_name(std::string_view name);

}  // namespace mail
