// Reads delivery reports: the machine-readable form (RFC 3464), else the free-form one.
#include "mail/classify/bounce.hpp"

#include "config/base/ascii.hpp"
#include "mail/classify/freeform_bounce.hpp"
#include "mail/classify/bounce_phrases.hpp"
#include "mail/mime/header.hpp"
#include "mail/encoding/lines.hpp"
#include "mail/mime/encoded_words.hpp"

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

std::string bare_address(std::string text) {
    const bool quoted = text.starts_with('"');
    std::erase_if(text, [&](char c) { return c == '<' || c == '>' || (c == ' ' && !quoted); });
    return text;
}

/// "5.1.1" at the start of a Status field, comments left out.
std::string status_code(std::string_view value) {
    value = ascii::trim(value);
    std::size_t end = 0;
    while (end < value.size() && (ascii::is_digit(value[end]) || value[end] == '.'))
        ++end;
    return std::string(value.substr(0, end));
}

Bounce read_recipient(const Header& group) {
    Bounce out;
    out.recipient = bare_address(after_type(group.get("final-recipient")));
    if (out.recipient.empty()) out.recipient = bare_address(after_type(group.get("original-recipient")));
    const auto action = ascii::trim(group.get("action"));
    out.status = status_code(group.get("status"));
    out.diagnostic = after_type(group.get("diagnostic-code"));
    if (out.status.empty()) out.status = bounce_words::find_status(out.diagnostic);
    out.action = action_of(action.substr(0, action.find_first_of(" \t(;")), out.status);
    return out;
}

std::string_view without_angles(std::string_view id) {
    id = ascii::trim(id);
    const auto from = id.find('<');
    const auto to = id.find('>', from == std::string_view::npos ? 0 : from);
    if (from != std::string_view::npos && to != std::string_view::npos) return id.substr(from + 1, to - from - 1);
    return id;
}

std::string original_message_id(const Scan& scan) {
    for (const auto& part : scan.parts) {
        if (part.depth == 0) continue;
        if (part.is_message()) {
            const auto& inside = scan.parts[static_cast<std::size_t>(part.children.front())];
            if (const auto id = inside.header.get("message-id"); !id.empty()) return decode_words(without_angles(id));
        } else if (part.type.is("text/rfc822-headers") || part.type.is("message/rfc822-headers")) {
            const auto body = decode_transfer(part.body, part.transfer);
            const auto header = read_header(body, config::Limits{});
            if (const auto id = header.get("message-id"); !id.empty()) return decode_words(without_angles(id));
        }
    }
    return {};
}

}  // namespace

std::optional<Bounce> read_delivery_status(std::string_view body) {
    std::optional<Bounce> found;
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
            // The first that failed speaks for the mail; else the first of all.
            if (!found || (found->action != "failed" && each.action == "failed")) found = std::move(each);
        }
        if (group.body == 0) break;
        body.remove_prefix(group.body);
    }
    if (found) found->envelope_id = std::move(envelope_id);
    return found;
}

std::optional<Bounce> read_bounce(const Scan& scan, std::string_view text, const Message& message) {
    const auto& root = scan.parts.front();
    BounceHints hints;
    const auto sender = ascii::trim(root.header.get("return-path"));
    hints.null_sender = sender == "<>" || ascii::starts_with(sender, "<mailer-daemon");
    hints.is_reply = !message.in_reply_to.empty() || !message.references.empty();
    if (!message.from.empty()) {
        hints.from = message.from.front().address;
        hints.from_name = message.from.front().name;
    }
    hints.subject = message.subject;
    hints.failed_recipients = root.header.get("x-failed-recipients");
    std::optional<Bounce> found;
    for (const auto& part : scan.parts) {
        // Only a report of this mail itself counts, not one inside a mail that someone attached.
        if (is_in_message(scan, part) ||
            (!part.type.is("message/delivery-status") && !part.type.is("message/global-delivery-status")))
            continue;
        found = read_delivery_status(decode_transfer(part.body, part.transfer));
        if (found) break;
    }
    const bool report = root.type.is("multipart/report") && ascii::equal(root.type.parameter("report-type"), "delivery-status");
    if (!found || found->diagnostic.empty() || found->status.empty()) {
        hints.report = report || found;
        auto told = read_bounce_text(text, hints);
        if (!found) {
            found = std::move(told);
        } else if (told) {
            if (found->status.empty()) found->status = std::move(told->status);
            const bool bad = found->action != "delivered" && found->action != "relayed" && found->action != "expanded";
            if (found->diagnostic.empty() && bad) found->diagnostic = std::move(told->diagnostic);
        }
    }
    if (!found) return std::nullopt;
    if (auto id = original_message_id(scan); !id.empty()) found->original_message_id = std::move(id);
    return found;
}

}  // namespace mail
