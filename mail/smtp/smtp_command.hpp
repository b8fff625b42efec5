#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace mail {

/// A reply that refuses: one line of fixed text without CRLF, code and enhanced status first (RFC 3463).
using Refusal = std::string_view;

/// What a command line asks for, or the reply that refuses it.
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
    std::string_view argument;  // of the line that was read; blanks around it are gone
};

/// Verbs are case-insensitive (RFC 5321 2.4). `not_offered` are those we know and leave out (EXPN, ETRN, BDAT, …), `foreign`
/// those of other protocols that a browser can be made to send.
[[nodiscard]] CommandLine read_command(std::string_view line);

/// What this session was told in the answer to EHLO. A parameter of an extension that was not is refused (RFC 5321 4.1.1.11).
struct Offered {
    bool extensions = false;  // EHLO or LHLO, not HELO
    bool auth = false;
};

struct MailFrom {
    std::string address;    // empty for <>
    std::int64_t size = 0;  // SIZE=; 0 when not told
    bool smtputf8 = false;
};

/// Reads what stands behind MAIL: `FROM:<path> [parameters]` (RFC 5321 4.1.1.2).
[[nodiscard]] Asked<MailFrom> read_mail_from(std::string_view argument, Offered offered);

/// Reads what stands behind RCPT: `TO:<path>`; `postmaster` may go without a domain (RFC 5321 4.1.1.3). No parameter is known.
[[nodiscard]] Asked<std::string> read_rcpt_to(std::string_view argument, bool smtputf8);

/// Whether EHLO's argument can be a domain or an address literal; lenient about what people's programs really send there.
[[nodiscard]] bool is_client_name(std::string_view name);

}  // namespace mail
