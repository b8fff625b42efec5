// Every mail of a decision is ordered here: to whom, of which kind, with which lines.

#include "workflow/tickets/notifications.hpp"

#include "workflow/model/log_texts.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/presence.hpp"
#include "workflow/tickets/suppression.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace workflow {

namespace {

bool carries_the_news(MailKind kind) {
    return kind == MailKind::notice || kind == MailKind::technician_comment || kind == MailKind::note;
}

mail::Address address_of(const config::Technician& technician) {
    return {technician.display_name, technician.email};
}

void add_once(Technicians& technicians, const config::Technician* technician) {
    if (technician && std::find(technicians.begin(), technicians.end(), technician) == technicians.end())
        technicians.push_back(technician);
}

bool was_watching(const DecisionBuilder& builder, const Ticket& ticket, const Watcher& watcher) {
    const Ticket* before = builder.stored(ticket.number);
    // Who came along from the ticket that this one was split from has watched before.
    if (!before) return watcher.since < builder.now;
    return std::find(before->watchers.begin(), before->watchers.end(), watcher) != before->watchers.end();
}

/// The mail that is handled was written to this address, too.
bool has_mail_already(const DecisionBuilder& builder, std::string_view address) {
    const mail::Message* message = builder.message();
    if (!message || message->kind != mail::Kind::human) return false;
    const auto is_theirs = [&](const mail::Address& one) {
        return same_person(builder.directory, mail::normalized(one.address), mail::normalized(address));
    };
    return std::any_of(message->to.begin(), message->to.end(), is_theirs) ||
           std::any_of(message->cc.begin(), message->cc.end(), is_theirs);
}

/// Addresses of programs and lists, where an acknowledgement is noise or starts a loop (RFC 3834 section 2).
bool is_program(std::string_view address) {
    const std::string local = text::folded(address.substr(0, address.rfind('@')));
    constexpr std::array<std::string_view, 7> programs{"mailer-daemon", "no-reply", "noreply",      "do-not-reply",
                                                       "donotreply",    "bounces",  "notifications"};
    return std::find(programs.begin(), programs.end(), local) != programs.end() || local.starts_with("owner-") ||
           local.starts_with("bounce-") || local.ends_with("-request") || local.ends_with("-owner") ||
           local.ends_with("-bounces");
}

/// The null return path means something only where the transport tells the real one.
bool is_null_path(const InboundMail& inbound) {
    using enum mail::Route;
    const mail::Envelope& envelope = inbound.envelope;
    if (envelope.from == mail::null_path) return true;
    // A mailbox keeps it in the field that its server wrote at delivery (RFC 5321 4.4).
    const auto& trace = inbound.message.trace;
    if (std::any_of(trace.begin(), trace.end(), [](const mail::TraceField& field) {
            return field.name == "return-path" && text::trim(field.value) == mail::null_path;
        }))
        return true;
    return envelope.from.empty() && (envelope.route == smtp || envelope.route == submission || envelope.route == lmtp);
}

/// The names, cut short, and sizes of what was too large to be kept: the sender has to know.
std::vector<Sentence> lost_attachments(const DecisionBuilder& builder, const mail::Message& message) {
    constexpr std::size_t name_bytes = 60;
    const auto limit = static_cast<std::uint64_t>(builder.directory.config().limits.attachment_bytes);
    std::vector<Sentence> lost;
    for (const mail::Attachment& one : message.attachments) {
        if (one.content || one.size <= limit) continue;
        lost.push_back(
            say("notice.lost-file", text::cut(one.name, name_bytes), fmt::format("{:.1f}", static_cast<double>(one.size) / 1e6)));
    }
    return lost;
}

/// Why no acknowledgement may go out; empty when one may.
std::string against_acknowledging(const DecisionBuilder& builder, const InboundMail& inbound, const SenderIdentity& identity) {
    const mail::Message& message = inbound.message;
    const config::Limits& limits = builder.directory.config().limits;
    if (builder.is_silent()) return log_text::imported;
    // What a form of the config sends was typed by somebody, although its address looks like a program's. Of others nobody said
    // so.
    const bool is_typed = message.kind == mail::Kind::human || (message.kind == mail::Kind::auto_generated && identity.by_form);
    if (!is_typed) return fmt::format(log_text::is_kind, mail::to_string(message.kind));
    if (message.precedence_bulk) return log_text::is_bulk;
    if (message.loop_mark) return log_text::is_own;
    if (is_null_path(inbound)) return log_text::null_return_path;
    if (identity.address.empty() || !mail::is_sendable(identity.address)) return log_text::nobody_to_answer;
    if (builder.directory.is_desk_address(identity.address)) return log_text::from_desk;
    if (is_program(identity.address)) return log_text::from_program;

    const auto found = builder.snapshot.senders.find(identity.address);
    const SenderHistory history = found == builder.snapshot.senders.end() ? SenderHistory{} : found->second;
    if (history.acks_last_hour >= limits.acks_per_sender_hour) return log_text::enough_this_hour;
    if (history.acks_last_day >= limits.acks_per_sender_day) return log_text::enough_today;
    if (builder.snapshot.acks_last_hour >= limits.acks_per_hour) return log_text::desk_sent_enough;
    if (identity.trust == Trust::claimed && builder.snapshot.unaligned_last_hour >= limits.unaligned_tickets_per_hour)
        return log_text::too_many_unaligned;
    return {};
}

}  // namespace

void send(DecisionBuilder& builder, Notification notification) {
    const std::string& address = notification.recipient.address;
    if (builder.is_silent() || !mail::is_sendable(address) || builder.directory.is_desk_address(address)) return;
    const bool twice = std::any_of(builder.decision.mails.begin(), builder.decision.mails.end(), [&](const Notification& other) {
        if (other.ticket != notification.ticket || !text::same(other.recipient.address, address)) return false;
        return other.kind == notification.kind ||
               (notification.kind == MailKind::notice && other.to_technician && carries_the_news(other.kind));
    });
    if (twice) return;
    if (is_suspended(builder, address)) {
        builder.suppress({notification.ticket, mail::normalized(address), notification.kind});
        return;
    }
    builder.decision.mails.push_back(std::move(notification));
}

Technicians everybody(const DecisionBuilder& builder) {
    Technicians all;
    for (const config::Technician& technician : builder.directory.config().technicians)
        all.push_back(&technician);
    return all;
}

Technicians audience(const DecisionBuilder& builder, const Ticket& ticket) {
    Technicians whom;
    if (const config::Technician* assignee = builder.directory.technician(ticket.assignee)) {
        whom.push_back(assignee);
    } else if (const config::Team* team = builder.directory.team(ticket.team); team && !team->members.empty()) {
        for (const std::string& member : team->members)
            add_once(whom, builder.directory.technician(member));
    } else {
        whom = everybody(builder);
    }
    for (const Watcher& watcher : ticket.watchers)
        add_once(whom, builder.directory.technician_by_address(watcher.address));
    return whom;
}

void notify(DecisionBuilder& builder, const Ticket& ticket, const Technicians& whom, MailKind kind,
            std::optional<std::size_t> entry, const std::vector<Sentence>& lines, std::string_view except) {
    const Audience hear = who_hears(builder, ticket, whom, except);
    if (hear.is_admin_needed)
        notify_admin(builder, ticket, MailKind::trouble, say("admin.everybody-away", ticket.number, ticket.title));
    for (const config::Technician* technician : hear.technicians) {
        Notification notification;
        notification.kind = kind;
        notification.ticket = ticket.number;
        notification.recipient = address_of(*technician);
        notification.to_technician = true;
        notification.entry = entry;
        notification.lines = lines;
        send(builder, std::move(notification));
    }
}

void notify_rest(DecisionBuilder& builder, const Ticket& ticket, std::span<const LaterNotice> notices, std::string_view except,
                 std::optional<std::size_t> entry) {
    // Of several who are to hear the same, it is enough that one is there.
    const bool heard = std::any_of(notices.begin(), notices.end(), [&](const LaterNotice& notice) {
        return !notice.always && is_reachable(builder, ticket, *notice.technician);
    });
    for (const auto& [technician, why, always] : notices) {
        auto& mails = builder.decision.mails;
        const auto news = std::find_if(mails.begin(), mails.end(), [&, to = technician](const Notification& notification) {
            return notification.ticket == ticket.number && notification.to_technician && carries_the_news(notification.kind) &&
                   text::same(notification.recipient.address, to->email);
        });
        if (news == mails.end()) {
            if ((always || heard) && !is_reachable(builder, ticket, *technician)) continue;
            notify(builder, ticket, {technician}, MailKind::notice, entry, {why}, except);
        } else if (always && std::find(news->lines.begin(), news->lines.end(), why) == news->lines.end()) {
            news->lines.push_back(why);
        }
    }
}

std::vector<std::string> notify_clients(DecisionBuilder& builder, const Ticket& ticket, std::optional<std::size_t> entry,
                                        bool question, std::string_view except_address) {
    std::vector<std::string> written;
    const auto write = [&](const mail::Address& recipient, MailKind kind) {
        if (!except_address.empty() && same_person(builder.directory, recipient.address, except_address)) return;
        // The question whether it is solved is in no mail of theirs.
        if (kind == MailKind::client_comment && has_mail_already(builder, recipient.address))
            return written.push_back(mail::normalized(recipient.address));
        Notification notification;
        notification.kind = kind;
        notification.ticket = ticket.number;
        notification.recipient = recipient;
        notification.entry = entry;
        const std::size_t before = builder.decision.mails.size();
        send(builder, std::move(notification));
        if (builder.decision.mails.size() > before) written.push_back(mail::normalized(recipient.address));
    };
    write(ticket.requester, question ? MailKind::resolved_question : MailKind::client_comment);
    if (!entry) return written;
    for (const Watcher& watcher : ticket.watchers)
        if (was_watching(builder, ticket, watcher) && !builder.directory.technician_by_address(watcher.address))
            write({{}, watcher.address}, MailKind::client_comment);
    return written;
}

void answer_technician(DecisionBuilder& builder, const config::Technician& technician, const Ticket* ticket,
                       Notification answer) {
    if (ticket) answer.ticket = ticket->number;
    answer.recipient = address_of(technician);
    answer.to_technician = true;
    if (const mail::Message* message = builder.message()) {
        answer.in_reply_to = message->message_id;
        answer.original_subject = message->subject;
    }
    builder.answer_later(std::move(answer));
}

void answer_technician(DecisionBuilder& builder, const config::Technician& technician, MailKind kind, const Ticket* ticket,
                       std::vector<Sentence> lines) {
    Notification answer;
    answer.kind = kind;
    answer.lines = std::move(lines);
    answer_technician(builder, technician, ticket, std::move(answer));
}

void acknowledge(DecisionBuilder& builder, const Ticket& ticket, const InboundMail& inbound, const SenderIdentity& identity) {
    if (const std::string against = against_acknowledging(builder, inbound, identity); !against.empty()) {
        builder.reason(fmt::format(log_text::no_acknowledgement, against));
        return;
    }
    Notification notification;
    notification.kind = MailKind::acknowledgement;
    notification.ticket = ticket.number;
    notification.recipient = ticket.requester;
    // Whose mail a technician forwarded knows nothing of that one.
    const bool is_theirs = same_person(builder.directory, ticket.requester.address, identity.address);
    if (is_theirs) notification.in_reply_to = inbound.message.message_id;
    notification.lines = lost_attachments(builder, inbound.message);
    const std::size_t before = builder.decision.mails.size();
    send(builder, std::move(notification));
    builder.decision.acknowledged = builder.decision.mails.size() > before;
}

void acknowledge_request(DecisionBuilder& builder, const Ticket& ticket) {
    Notification notification;
    notification.kind = MailKind::acknowledgement;
    notification.ticket = ticket.number;
    notification.recipient = ticket.requester;
    send(builder, std::move(notification));
}

namespace {

void write_to_requester(DecisionBuilder& builder, const Ticket& ticket, MailKind kind, std::optional<Instant> closes_at = {}) {
    Notification notification;
    notification.closes_at = closes_at;
    notification.kind = kind;
    notification.ticket = ticket.number;
    notification.recipient = ticket.requester;
    send(builder, std::move(notification));
}

}  // namespace

void remind(DecisionBuilder& builder, const Ticket& ticket, std::optional<Instant> closes_at) {
    write_to_requester(builder, ticket, MailKind::reminder, closes_at);
}

void notify_admin(DecisionBuilder& builder, const Ticket& ticket, MailKind kind, Sentence line) {
    Notification notification;
    notification.kind = kind;
    notification.ticket = ticket.number;
    notification.recipient = {{}, builder.directory.config().desk.admin};
    notification.to_technician = true;
    notification.lines = {std::move(line)};
    send(builder, std::move(notification));
}

void notify_of_delay(DecisionBuilder& builder, const Ticket& ticket) {
    write_to_requester(builder, ticket, MailKind::delay);
}

void ask_about_timer(DecisionBuilder& builder, const Ticket& ticket, const config::Technician& technician, Sentence line) {
    Notification notification;
    notification.kind = MailKind::timer_question;
    notification.ticket = ticket.number;
    notification.recipient = address_of(technician);
    notification.to_technician = true;
    notification.lines = {std::move(line)};
    send(builder, std::move(notification));
}

}  // namespace workflow
