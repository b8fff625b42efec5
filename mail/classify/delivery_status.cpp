// Reads the machine-readable part of a delivery report (RFC 3464, RFC 6533).
#include "mail/classify/delivery_status.hpp"

#include "config/base/ascii.hpp"
#include "mail/classify/bounce_phrases.hpp"
#include "mail/classify/bounce_recipients.hpp"
#include "mail/encoding/utf8.hpp"
#include "mail/mime/encoded_words.hpp"
#include "mail/mime/header.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mail {
namespace {

/// "rfc822; joe@x.example" without its type, which some systems leave out.
std::string after_type(std::string_view value) {
    value = ascii::trim(value);
    const auto semicolon = value.find(';');
    const auto type = ascii::trim(value.substr(0, semicolon));
    const bool is_type = std::all_of(type.begin(), type.end(), [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_'; });
    if (semicolon != std::string_view::npos && is_type) value.remove_prefix(semicolon + 1);
    return decode_words(ascii::trim(value));
}

/// One of the five actions of RFC 3464 2.3.3, also from words such as "failure"; without a word, by the status.
std::string action_of(std::string_view word, std::string_view status) {
    constexpr auto words = std::to_array<std::pair<std::string_view, std::string_view>>({{"fail", "failed"},
                                                                                         {"error", "failed"},
                                                                                         {"bounce", "failed"},
                                                                                         {"delay", "delayed"},
                                                                                         {"deliver", "delivered"},
                                                                                         {"relay", "relayed"},
                                                                                         {"expand", "expanded"}});
    for (const auto& [start, action] : words) {
        if (ascii::starts_with(word, start)) return std::string(action);
    }
    if (!word.empty()) return ascii::to_lower(word);
    if (status.starts_with('5')) return "failed";
    if (status.starts_with('4')) return "delayed";
    return status.starts_with('2') ? "delivered" : "";
}

/// "5.1.1" at the start of a Status field, comments left out.
std::string status_code(std::string_view value) {
    value = ascii::trim(value);
    std::size_t end = 0;
    while (end < value.size() && (ascii::is_digit(value[end]) || value[end] == '.'))
        ++end;
    return std::string(value.substr(0, end));
}

/// The text without what stands in brackets (RFC 5322 3.2.2), quoted strings left alone.
std::string without_comments(std::string_view text) {
    std::string out;
    int depth = 0;
    bool quoted = false;
    for (const char c : text) {
        if (depth == 0 && c == '"') quoted = !quoted;
        if (!quoted && c == '(') ++depth;
        if (depth == 0) out += c;
        if (!quoted && c == ')' && depth > 0) --depth;
    }
    return out;
}

/// Undoes `+40` (RFC 3461 4) where the address would have no `@` otherwise, and `\x{E9}` (RFC 6533 3).
std::string without_xtext(std::string_view text) {
    const bool whole = text.find('@') != std::string_view::npos;
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!whole && text[i] == '+' && i + 2 < text.size() && ascii::hex_value(text[i + 1]) >= 0 &&
            ascii::hex_value(text[i + 2]) >= 0) {
            const int byte = ascii::hex_value(text[i + 1]) * 16 + ascii::hex_value(text[i + 2]);
            if (byte > 0x20 && byte < 0x7f) {
                out += static_cast<char>(byte);
                i += 2;
                continue;
            }
        }
        constexpr std::size_t longest = 6;  // digits of a code point
        const auto close = text.substr(i).starts_with("\\x{") ? text.substr(i, longest + 4).find('}') : std::string_view::npos;
        const auto digits = close == std::string_view::npos ? std::string_view() : text.substr(i + 3, close - 3);
        if (!digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return ascii::hex_value(c) >= 0; })) {
            char32_t code = 0;
            for (const char digit : digits)
                code = code * 16 + static_cast<char32_t>(ascii::hex_value(digit));
            utf8::append(out, code);
            i += close;
            continue;
        }
        out += text[i];
    }
    return out;
}

struct Group {
    Bounce bounce;
    bool has_mailbox = false;
};

/// Groups that name a mailbox speak before those that don't, failures before the rest.
int weight(const Group& group) {
    return (group.bounce.action == "failed" ? 2 : 0) + (group.has_mailbox ? 1 : 0);
}

Group read_recipient(const Header& header) {
    Group out;
    auto& bounce = out.bounce;
    for (const auto* name : {"original-recipient", "final-recipient"}) {
        auto address = recipient_address(header.get(name));
        if (address.empty() || (out.has_mailbox && !bounce.recipient.empty())) continue;
        out.has_mailbox = is_mailbox(address);
        if (out.has_mailbox || bounce.recipient.empty()) bounce.recipient = std::move(address);
    }
    // A program or a file is nobody whom we wrote to; a bare local part is a hint at least.
    if (!out.has_mailbox && bounce.recipient.find_first_of("|/@:; ") != std::string::npos) bounce.recipient.clear();
    const auto action = ascii::trim(header.get("action"));
    bounce.status = status_code(header.get("status"));
    bounce.diagnostic = after_type(header.get("diagnostic-code"));
    if (bounce.status.empty()) bounce.status = bounce_words::find_status(bounce.diagnostic);
    bounce.action = action_of(action.substr(0, action.find_first_of(" \t(;")), bounce.status);
    return out;
}

}  // namespace

std::string recipient_address(std::string_view value) {
    auto text = without_xtext(without_comments(after_type(value)));
    if (const auto open = text.rfind('<'); open != std::string::npos && text.find('>', open) != std::string::npos)
        text = text.substr(open + 1, text.find('>', open) - open - 1);
    const bool quoted = text.starts_with('"');
    std::erase_if(text, [&](char c) { return c == '<' || c == '>' || (ascii::is_space(c) && !quoted); });
    if (ascii::starts_with(text, "mailto:")) text.erase(0, 7);
    while (text.ends_with('.') || text.ends_with(';') || text.ends_with(','))
        text.pop_back();
    return text;
}

std::optional<Bounce> read_delivery_status(std::string_view body) {
    std::optional<Group> found;
    std::string envelope_id;
    const config::Limits limits;
    std::size_t groups = 0;
    while (!body.empty() && ++groups <= 100) {
        while (!body.empty() && (body.front() == '\n' || body.front() == '\r'))
            body.remove_prefix(1);
        const auto group = read_header(body, limits);
        if (envelope_id.empty()) envelope_id = decode_words(ascii::trim(group.get("original-envelope-id")));
        if (group.has("final-recipient") || group.has("original-recipient") || (group.has("action") && group.has("status"))) {
            auto each = read_recipient(group);
            if (!found || weight(each) > weight(*found)) found = std::move(each);
        }
        if (group.body == 0) break;
        body.remove_prefix(group.body);
    }
    if (!found) return std::nullopt;
    found->bounce.envelope_id = std::move(envelope_id);
    return std::move(found->bounce);
}

}  // namespace mail
