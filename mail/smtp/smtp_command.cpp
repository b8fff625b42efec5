// Parses SMTP commands and their parameters, or returns the reply that refuses them.
#include "mail/smtp/smtp_command.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace mail {

namespace {

struct VerbRow {
    std::string_view word;
    Verb verb;
};

constexpr VerbRow verbs[] = {
    {"MAIL", Verb::mail},        {"RCPT", Verb::rcpt},        {"DATA", Verb::data},         {"RSET", Verb::rset},
    {"EHLO", Verb::ehlo},        {"HELO", Verb::helo},        {"LHLO", Verb::lhlo},         {"QUIT", Verb::quit},
    {"NOOP", Verb::noop},        {"AUTH", Verb::auth},        {"STARTTLS", Verb::starttls}, {"HELP", Verb::help},
    {"VRFY", Verb::vrfy},        {"EXPN", Verb::not_offered}, {"ETRN", Verb::not_offered},  {"BDAT", Verb::not_offered},
    {"TURN", Verb::not_offered}, {"ATRN", Verb::not_offered}, {"SEND", Verb::not_offered},  {"SOML", Verb::not_offered},
    {"SAML", Verb::not_offered}, {"BURL", Verb::not_offered}, {"GET", Verb::foreign},       {"POST", Verb::foreign},
    {"CONNECT", Verb::foreign},  {"HEAD", Verb::foreign},     {"OPTIONS", Verb::foreign},   {"PUT", Verb::foreign},
};

constexpr Refusal bad_sender = "501 5.1.7 Bad sender address syntax";
constexpr Refusal bad_recipient = "501 5.1.3 Bad recipient address syntax";
constexpr Refusal bad_parameter = "501 5.5.4 Bad parameter value";
constexpr Refusal unknown_parameter = "555 5.5.4 Parameter not known here";
constexpr Refusal needs_smtputf8 = "553 5.6.7 Address needs SMTPUTF8";

/// Octets. RFC 5321 4.5.3.1.3 says 256; some senders' return paths are longer, and accepting them costs nothing.
constexpr std::size_t longest_path = 512;

bool is_atom_char(char c) {
    return ascii::is_alnum(c) || ascii::is_high(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

/// The position after the closing quote of the quoted string that opens at `at`, or npos.
std::size_t skip_quoted(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (ascii::is_control(text[at])) return std::string_view::npos;
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return std::string_view::npos;
}

bool is_local_part(std::string_view local) {
    if (local.empty()) return false;
    if (local.front() == '"') return skip_quoted(local, 0) == local.size();
    // Dots may be anywhere, because some carriers have issued such addresses.
    return std::ranges::all_of(local, [](char c) { return c == '.' || is_atom_char(c); });
}

bool is_domain(std::string_view domain) {
    if (domain.empty() || domain.size() > 255) return false;
    if (domain.front() == '[') {
        const auto inner = domain.substr(1);
        return inner.size() > 1 && inner.find(']') == inner.size() - 1 && std::ranges::all_of(inner, [](char c) {
                   return c > ' ' && c < 0x7f && c != '[' && c != '\\' && c != '<' && c != '>';
               });
    }
    char before = '.';
    for (const char c : domain) {
        if (c == '.' ? before == '.' : !(ascii::is_alnum(c) || ascii::is_high(c) || c == '-' || c == '_')) return false;
        before = c;
    }
    return before != '.';
}

struct Path {
    std::string_view mailbox;  // empty for <>
    std::string_view rest;     // the parameters
};

/// Splits `KEYWORD:<path>` into its parts and drops a source route (RFC 5321 4.1.1.3, appendix C). False: not of that form.
bool read_path(std::string_view argument, std::string_view keyword, Path& path) {
    if (!ascii::starts_with(argument, keyword)) return false;
    argument = ascii::trim_left(argument.substr(keyword.size()));  // a blank after the colon is wrong but common
    if (!argument.starts_with('<')) return false;
    std::size_t at = 1;
    while (at < argument.size() && argument[at] != '>') {
        if (argument[at] == '"') {
            at = skip_quoted(argument, at);
        } else if (argument[at] == '<' || argument[at] == ' ' || ascii::is_control(argument[at])) {
            return false;
        } else {
            ++at;
        }
    }
    if (at >= argument.size() || at > longest_path) return false;
    path.mailbox = argument.substr(1, at - 1);
    path.rest = argument.substr(at + 1);
    if (!path.rest.empty() && !path.rest.starts_with(' ')) return false;
    if (path.mailbox.starts_with('@')) {
        const auto colon = path.mailbox.find(':');
        if (colon == std::string_view::npos) return false;
        path.mailbox.remove_prefix(colon + 1);
        if (path.mailbox.empty()) return false;
    }
    return true;
}

bool is_mailbox(std::string_view mailbox) {
    std::size_t at = 0;
    if (mailbox.starts_with('"')) {
        at = skip_quoted(mailbox, 0);
        if (at == std::string_view::npos || at >= mailbox.size() || mailbox[at] != '@') return false;
    } else {
        at = mailbox.find('@');
        if (at == std::string_view::npos) return false;
    }
    return is_local_part(mailbox.substr(0, at)) && is_domain(mailbox.substr(at + 1)) && utf8::is_valid(mailbox);
}

bool read_size(std::string_view value, std::int64_t& size) {
    if (value.empty() || value.size() > 20) return false;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
    if (error == std::errc::result_out_of_range) size = INT64_MAX;  // up to twenty digits are allowed (RFC 1870 4)
    return end == value.data() + value.size() && size >= 0;
}

/// Applies one parameter of MAIL. An empty refusal means that it was accepted.
Refusal apply_parameter(std::string_view key, std::string_view value, bool has_value, Offered offered, MailFrom& mail) {
    if (!offered.extensions) return unknown_parameter;
    if (ascii::equal(key, "SIZE")) return read_size(value, mail.size) ? Refusal() : bad_parameter;
    if (ascii::equal(key, "BODY")) {
        return ascii::equal(value, "7BIT") || ascii::equal(value, "8BITMIME") ? Refusal() : bad_parameter;
    }
    if (ascii::equal(key, "SMTPUTF8")) {
        mail.smtputf8 = !has_value;
        return has_value ? bad_parameter : Refusal();
    }
    // RFC 4954 5: the sender's claim about an earlier hop. It is ignored, because we forward it nowhere.
    if (ascii::equal(key, "AUTH") && offered.auth) return value.empty() ? bad_parameter : Refusal();
    return unknown_parameter;
}

}  // namespace

CommandLine read_command(std::string_view line) {
    const auto blank = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, blank);
    for (const auto& row : verbs) {
        if (ascii::equal(word, row.word)) return {row.verb, ascii::trim(line.substr(blank))};
    }
    return {Verb::unknown, {}};
}

Asked<MailFrom> read_mail_from(std::string_view argument, Offered offered) {
    Path path;
    if (!read_path(argument, "FROM:", path)) return tl::unexpected(bad_sender);
    if (!path.mailbox.empty() && !is_mailbox(path.mailbox)) return tl::unexpected(bad_sender);
    MailFrom mail;
    std::string seen = " ";  // the keys so far, each with a blank before and after it
    while (!(path.rest = ascii::trim_left(path.rest)).empty()) {
        const auto word = path.rest.substr(0, path.rest.find(' '));
        path.rest.remove_prefix(word.size());
        const auto equals = word.find('=');
        const auto key = word.substr(0, equals);
        const auto value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
        const auto marked = " " + ascii::to_lower(key) + " ";
        if (seen.find(marked) != std::string::npos) return tl::unexpected(bad_parameter);
        seen += marked;
        const auto refusal = apply_parameter(key, value, equals != std::string_view::npos, offered, mail);
        if (!refusal.empty()) return tl::unexpected(refusal);
    }
    if (!mail.smtputf8 && !utf8::is_ascii(path.mailbox)) return tl::unexpected(needs_smtputf8);
    mail.address = path.mailbox;
    return mail;
}

Asked<std::string> read_rcpt_to(std::string_view argument, bool smtputf8) {
    Path path;
    if (!read_path(argument, "TO:", path)) return tl::unexpected(bad_recipient);
    if (!ascii::equal(path.mailbox, "postmaster") && !is_mailbox(path.mailbox)) return tl::unexpected(bad_recipient);
    if (!ascii::trim(path.rest).empty()) return tl::unexpected(unknown_parameter);
    if (!smtputf8 && !utf8::is_ascii(path.mailbox)) return tl::unexpected(needs_smtputf8);
    return std::string(path.mailbox);
}

bool is_client_name(std::string_view name) {
    return !name.empty() && name.size() <= 255 &&
           std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7f; });
}

}  // namespace mail
