// Reads delivery reports: the machine-readable form (RFC 3464), else the free-form one, and decides who failed.
#include "mail/classify/bounce.hpp"

#include "config/base/ascii.hpp"
#include "mail/classify/bounce_recipients.hpp"
#include "mail/classify/delivery_status.hpp"
#include "mail/classify/freeform_bounce.hpp"
#include "mail/encoding/transfer.hpp"
#include "mail/mime/address_list.hpp"
#include "mail/mime/encoded_words.hpp"
#include "mail/mime/header.hpp"

#include <utility>

namespace mail {
namespace {

std::string_view without_angles(std::string_view id) {
    id = ascii::trim(id);
    const auto from = id.find('<');
    const auto to = id.find('>', from == std::string_view::npos ? 0 : from);
    if (from != std::string_view::npos && to != std::string_view::npos) return id.substr(from + 1, to - from - 1);
    return id;
}

/// What the mails say that came back.
struct Returned {
    std::string message_id;  // of the first that has one
    bool ours = false;       // whoever got the report had sent one of them
};

void read_returned(const Header& header, BounceRecipients& recipients, Returned& out) {
    constexpr std::size_t most = 20;
    for (const auto* name : {"from", "sender", "reply-to", "return-path"}) {
        for (const auto& each : parse_addresses(header.get(name), most)) {
            out.ours = out.ours || recipients.is_own(each.address);
            recipients.disown(each.address);
        }
    }
    for (const auto* name : {"to", "cc", "x-original-to", "delivered-to"}) {
        for (const auto& each : parse_addresses(header.get(name), most))
            recipients.offer(each.address, RecipientSource::returned_to);
    }
    if (out.message_id.empty()) out.message_id = decode_words(without_angles(header.get("message-id")));
}

Returned read_returned(const Scan& scan, BounceRecipients& recipients) {
    constexpr int most = 5;
    Returned out;
    int count = 0;
    for (const auto& part : scan.parts) {
        if (part.depth == 0 || is_in_message(scan, part)) continue;
        if (part.is_message()) {
            read_returned(scan.parts[static_cast<std::size_t>(part.children.front())].header, recipients, out);
        } else if (part.type.is("text/rfc822-headers") || part.type.is("message/rfc822-headers") ||
                   part.type.is("message/global-headers")) {
            const auto body = decode_transfer(part.body, part.transfer);
            read_returned(read_header(body, config::Limits{}), recipients, out);
        } else {
            continue;
        }
        if (++count == most) break;
    }
    return out;
}

/// X-Failed-Recipients, as Exim, Gmail and others write it: once with commas, or once for each.
bool read_failed_field(const Header& header, BounceRecipients& recipients) {
    bool found = false;
    for (const auto& field : header.fields) {
        if (!ascii::equal(field.name, "x-failed-recipients") && !ascii::equal(field.name, "x-failed-recipient")) continue;
        found = true;
        const auto value = decode_words(field.value);
        for (const auto& each : addresses_in(value))
            recipients.offer(each.address, RecipientSource::failed_field);
    }
    return found;
}

BounceHints hints_of(const Header& header, const Message& message) {
    BounceHints hints;
    const auto sender = ascii::trim(header.get("return-path"));
    hints.null_sender = header.has("return-path") &&
                        (sender.empty() || sender == "<>" || sender == "< >" || ascii::starts_with(sender, "<mailer-daemon") ||
                         ascii::starts_with(sender, "mailer-daemon"));
    hints.is_reply = !message.in_reply_to.empty() || !message.references.empty();
    const auto submitted = ascii::trim(header.get("auto-submitted"));
    hints.automatic = !submitted.empty() && !ascii::starts_with(submitted, "no");
    if (!message.from.empty()) {
        hints.from = message.from.front().address;
        hints.from_name = message.from.front().name;
    }
    hints.subject = message.subject;
    return hints;
}

/// The report's machine-readable part. Only one of this mail itself counts, not one inside a mail that someone attached.
std::optional<Bounce> find_delivery_status(const Scan& scan) {
    for (const auto& part : scan.parts) {
        if (!part.type.is("message/delivery-status") && !part.type.is("message/global-delivery-status")) continue;
        if (is_in_message(scan, part)) continue;
        if (auto found = read_delivery_status(decode_transfer(part.body, part.transfer))) return found;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Bounce> read_bounce(const Scan& scan, std::string_view text, const Message& message) {
    const auto& root = scan.parts.front();
    auto hints = hints_of(root.header, message);
    BounceRecipients recipients;
    recipients.reported_by(hints.from);
    for (const auto& own : message.recipients_seen)
        recipients.disown(own);
    auto found = find_delivery_status(scan);
    if (found) recipients.offer(found->recipient, RecipientSource::final_recipient);
    const bool named = read_failed_field(root.header, recipients);
    const bool report = root.type.is("multipart/report") && ascii::equal(root.type.parameter("report-type"), "delivery-status");
    hints.report = report || found || named;
    auto returned = read_returned(scan, recipients);
    hints.returns_ours = returned.ours;
    std::optional<Bounce> told;
    const bool whole =
        found && !found->diagnostic.empty() && !found->status.empty() && recipients.has(RecipientSource::final_recipient);
    if (!whole) told = read_bounce_text(text, hints, recipients);
    if (!found && !told) return std::nullopt;

    if (!found) {
        found = std::move(told);
    } else if (told) {
        if (found->status.empty()) found->status = std::move(told->status);
        const bool bad = found->action != "delivered" && found->action != "relayed" && found->action != "expanded";
        if (found->diagnostic.empty() && bad) found->diagnostic = std::move(told->diagnostic);
    }
    // A bare local part of the machine-readable form is better than nothing.
    if (auto best = recipients.best(); !best.empty()) found->recipient = std::move(best);
    if (!returned.message_id.empty()) found->original_message_id = std::move(returned.message_id);
    return found;
}

}  // namespace mail
