// Sets the addresses, thread headers, filter headers and attachments of an outgoing mail.
#include "templates/html_text.hpp"
#include "templates/mail_occasion.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace templates {
namespace {

using workflow::EntryKind;
using workflow::MailKind;

constexpr std::uint64_t technicians_limit = 5'000'000;  // bytes of attachments in one mail; `ticketctl show` lists the others

bool carries_the_text(MailKind kind) {
    switch (kind) {
        case MailKind::notice:
        case MailKind::client_comment:
        case MailKind::technician_comment:
        case MailKind::note:
        case MailKind::resolved_question:
            return true;
        case MailKind::acknowledgement:
        case MailKind::receipt:
        case MailKind::refusal:
        case MailKind::warning:
        case MailKind::breach:
        case MailKind::delivery_failure:
        case MailKind::reminder:
        case MailKind::delay:
        case MailKind::digest:
        case MailKind::answer:
        case MailKind::history:
        case MailKind::report:
        case MailKind::confirmation:
        case MailKind::timer_question:
        case MailKind::trouble:
        case MailKind::escalation:
            return false;
    }
    return false;
}

/// "Ana Ruiz via Northwind Support" for a person's text, sent from the desk's address.
std::string from_name(const MailOccasion& occasion, const Phrases& phrases) {
    const auto& desk = occasion.desk().name;
    if (occasion.entry == nullptr || !carries_the_text(occasion.notification.kind)) return desk;
    const auto& entry = *occasion.entry;
    const bool technician = occasion.directory.technician(entry.author) != nullptr;
    // Clients see only the names of technicians. The desk's own programs are never shown.
    if (!technician && (!occasion.is_technician() || entry.author.find('@') == std::string::npos)) return desk;
    const bool shown = entry.trust != workflow::Trust::claimed && !entry.unverified;
    return phrases.fill(shown ? "from.via" : "from.via-unverified", {{"name", author_name(occasion)}, {"desk", desk}});
}

/// Marks automatic mails (RFC 3834 5). A person's text is not marked, because another help desk would ignore it.
std::string_view auto_submitted(const MailOccasion& occasion) {
    switch (occasion.notification.kind) {
        case MailKind::acknowledgement:
        case MailKind::receipt:
        case MailKind::refusal:
        case MailKind::answer:
        case MailKind::history:
        case MailKind::report:
            return "auto-replied";
        case MailKind::client_comment:
            return {};
        case MailKind::resolved_question:
            return occasion.entry != nullptr ? std::string_view() : "auto-generated";
        case MailKind::notice:
        case MailKind::technician_comment:
        case MailKind::note:
        case MailKind::warning:
        case MailKind::breach:
        case MailKind::delivery_failure:
        case MailKind::reminder:
        case MailKind::delay:
        case MailKind::digest:
        case MailKind::confirmation:
        case MailKind::timer_question:
        case MailKind::trouble:
        case MailKind::escalation:
            return "auto-generated";
    }
    return "auto-generated";
}

bool is_pressing(const MailOccasion& occasion) {
    const auto kind = occasion.notification.kind;
    if (kind == MailKind::warning || kind == MailKind::breach) return true;
    return kind == MailKind::notice && occasion.ticket != nullptr && occasion.ticket->priority == config::Priority::critical;
}

void add_headers(mail::OutgoingMessage& out, const MailOccasion& occasion) {
    auto& headers = out.headers;
    if (const auto* ticket = occasion.ticket) {
        headers.emplace_back("X-Ticketd-Ticket", std::to_string(ticket->number.value));
        if (occasion.is_technician()) {
            headers.emplace_back("X-Ticketd-Status", config::to_string(ticket->status));
            headers.emplace_back("X-Ticketd-Priority", config::to_string(ticket->priority));
            if (occasion.sla.due_at) headers.emplace_back("X-Ticketd-SLA-Due", config::format_rfc3339(*occasion.sla.due_at));
        }
    }
    if (const auto word = auto_submitted(occasion); !word.empty()) headers.emplace_back("Auto-Submitted", word);
    if (!occasion.is_technician()) headers.emplace_back("X-Auto-Response-Suppress", "All");
    if (occasion.is_technician() && is_pressing(occasion)) headers.emplace_back("Importance", "high");
    headers.emplace_back("X-Ticketd-Loop", occasion.addresses.loop_mark);
    if (!occasion.addresses.unsubscribe.empty())
        headers.emplace_back("List-Unsubscribe", fmt::format("<{}>", mailto(occasion.addresses.unsubscribe, "unsubscribe")));
}

/// Fills in In-Reply-To and References. The synthetic root comes first, so that a mail program that has none of the
/// other mails still keeps ours together. The mail that is answered comes last (RFC 5322 3.6.4).
void add_thread(mail::OutgoingMessage& out, const MailOccasion& occasion) {
    const auto add = [&](const std::string& id) {
        if (id.empty()) return;
        const auto known = std::find(out.references.begin(), out.references.end(), id);
        if (known != out.references.end()) out.references.erase(known);
        out.references.push_back(id);
    };
    out.in_reply_to = occasion.notification.in_reply_to;
    if (const auto* ticket = occasion.ticket) {
        add(occasion.addresses.thread_id);
        add(ticket->root_id);
        add(ticket->last_client_id);
        if (out.in_reply_to.empty()) out.in_reply_to = ticket->last_client_id.empty() ? ticket->root_id : ticket->last_client_id;
        if (out.in_reply_to.empty()) out.in_reply_to = occasion.addresses.thread_id;
    }
    add(out.in_reply_to);
}

}  // namespace

const workflow::Entry* visible_entry(const workflow::Notification& notification, const workflow::Entry* entry) {
    if (entry == nullptr || notification.kind == MailKind::acknowledgement) return nullptr;
    if (!notification.to_technician && entry->kind != EntryKind::comment) return nullptr;
    return entry;
}

std::vector<std::size_t> carried_attachments(const MailOccasion& occasion) {
    std::vector<std::size_t> out;
    if (occasion.entry == nullptr || !carries_the_text(occasion.notification.kind)) return out;
    std::uint64_t total = 0;
    const auto& attachments = occasion.entry->attachments;
    for (std::size_t i = 0; i < attachments.size(); ++i) {
        if (!attachments[i].content) continue;
        const auto size = attachments[i].content->size();
        if (occasion.is_technician() && total + size > technicians_limit) continue;
        total += size;
        out.push_back(i);
    }
    return out;
}

mail::OutgoingMessage make_envelope(const MailOccasion& occasion, const Phrases& phrases) {
    mail::OutgoingMessage out;
    const auto& notification = occasion.notification;
    const auto& addresses = occasion.addresses;
    const auto* ticket = occasion.ticket;
    out.from.name = from_name(occasion, phrases);
    out.from.address = ticket == nullptr || ticket->desk_address.empty() ? occasion.desk().address : ticket->desk_address;
    out.to = {notification.recipient};
    out.recipient = notification.recipient.address;
    // The answer to a note is a note, so that "reply" never publishes a text.
    out.reply_to = notification.kind == MailKind::note && notification.to_technician && !addresses.note.empty() ? addresses.note
                                                                                                                : addresses.reply;
    // Nothing may answer an acknowledgement, not even a bounce, so its return path is empty (RFC 3834 3.3).
    if (notification.kind != MailKind::acknowledgement) out.return_path = addresses.return_path;
    out.message_id = addresses.message_id;
    out.date = occasion.now;
    add_thread(out, occasion);
    add_headers(out, occasion);
    for (const auto index : carried_attachments(occasion)) {
        const auto& attachment = occasion.entry->attachments[index];
        out.attachments.push_back({attachment.name, attachment.type, {}, *attachment.content});
    }
    return out;
}

}  // namespace templates
