#include "workflow/tickets/notifications.hpp"

#include "workflow/model/participants.hpp"
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

/// The one gate: no mail to ourselves, to nobody, or twice about the same to one person.
void send(Work& work, MailOrder order) {
    const std::string& address = order.recipient.address;
    if (work.silent || !mail::is_sendable(address) || work.policy.is_desk_address(address)) return;
    const bool twice = std::any_of(work.decision.mails.begin(), work.decision.mails.end(), [&](const MailOrder& other) {
        if (other.ticket != order.ticket || !text::same(other.recipient.address, address)) return false;
        return other.kind == order.kind ||
               (order.kind == MailKind::notice && other.to_technician && carries_the_news(other.kind));
    });
    if (twice) return;
    if (is_suspended(work, address)) {
        work.kept_back.push_back({order.ticket, mail::normalized(address), order.kind});
        return;
    }
    work.decision.mails.push_back(std::move(order));
}

mail::Address address_of(const config::Technician& technician) {
    return {technician.display_name, technician.email};
}

void add_once(Technicians& technicians, const config::Technician* technician) {
    if (technician && std::find(technicians.begin(), technicians.end(), technician) == technicians.end())
        technicians.push_back(technician);
}

bool was_watching(const Work& work, const Ticket& ticket, const Watcher& watcher) {
    const Ticket* before = work.before(ticket.number);
    // Who came along from the ticket that this one was split from has watched before.
    if (!before) return watcher.since < work.now;
    return std::find(before->watchers.begin(), before->watchers.end(), watcher) != before->watchers.end();
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
bool is_null_path(const mail::Envelope& envelope) {
    using enum mail::Route;
    if (envelope.from == mail::null_path) return true;
    return envelope.from.empty() && (envelope.route == smtp || envelope.route == submission || envelope.route == lmtp);
}

/// The names, cut short, and sizes of what was too large to be kept: the sender has to know.
std::vector<std::string> lost_attachments(const Work& work, const mail::Message& message) {
    constexpr std::size_t name_bytes = 60;
    const auto limit = static_cast<std::uint64_t>(work.policy.config().limits.attachment_bytes);
    std::vector<std::string> lost;
    for (const mail::Attachment& one : message.attachments) {
        if (one.content || one.size <= limit) continue;
        lost.push_back(fmt::format("{} ({:.1f} MB)", text::cut(one.name, name_bytes), static_cast<double>(one.size) / 1e6));
    }
    return lost;
}

/// Why no acknowledgement may go out; empty when one may.
std::string against_acknowledging(const Work& work, const Arrival& arrival, const Speaker& speaker) {
    const mail::Message& message = arrival.message;
    const config::Limits& limits = work.policy.config().limits;
    if (work.silent) return "old mail is imported";
    if (message.kind != mail::Kind::human) return fmt::format("the mail is {}", mail::to_string(message.kind));
    if (message.precedence_bulk) return "the mail is bulk";
    if (message.loop_mark) return "the mail is our own";
    if (is_null_path(arrival.envelope)) return "its return path is <>";
    if (speaker.address.empty() || !mail::is_sendable(speaker.address)) return "there is nobody to answer";
    if (work.policy.is_desk_address(speaker.address)) return "it comes from an address of the desk";
    if (is_program(speaker.address)) return "it comes from a program";

    const auto found = work.snapshot.senders.find(speaker.address);
    const SenderHistory history = found == work.snapshot.senders.end() ? SenderHistory{} : found->second;
    if (history.acks_last_hour >= limits.acks_per_sender_hour) return "the sender had enough of them this hour";
    if (history.acks_last_day >= limits.acks_per_sender_day) return "the sender had enough of them today";
    if (work.snapshot.acks_last_hour >= limits.acks_per_hour) return "the desk sent enough of them this hour";
    if (speaker.trust == Trust::claimed && work.snapshot.unaligned_last_hour >= limits.unaligned_tickets_per_hour)
        return "unaligned senders opened too many tickets this hour";
    return {};
}

}  // namespace

Technicians everybody(const Work& work) {
    Technicians all;
    for (const config::Technician& technician : work.policy.config().technicians)
        all.push_back(&technician);
    return all;
}

Technicians audience(const Work& work, const Ticket& ticket) {
    Technicians whom;
    if (const config::Technician* assignee = work.policy.technician(ticket.assignee)) {
        whom.push_back(assignee);
    } else if (const config::Team* team = work.policy.team(ticket.team); team && !team->members.empty()) {
        for (const std::string& member : team->members)
            add_once(whom, work.policy.technician(member));
    } else {
        whom = everybody(work);
    }
    for (const Watcher& watcher : ticket.watchers)
        add_once(whom, work.policy.technician_by_address(watcher.address));
    return whom;
}

void tell(Work& work, const Ticket& ticket, const Technicians& whom, MailKind kind, std::optional<std::size_t> entry,
          const std::vector<std::string>& lines, std::string_view except) {
    for (const config::Technician* technician : whom) {
        if (technician->name == except || is_requester(work.policy, ticket, technician->email)) continue;
        MailOrder order;
        order.kind = kind;
        order.ticket = ticket.number;
        order.recipient = address_of(*technician);
        order.to_technician = true;
        order.entry = entry;
        order.lines = lines;
        send(work, std::move(order));
    }
}

void tell_rest(Work& work, const Ticket& ticket, std::string_view except, std::optional<std::size_t> entry) {
    for (const auto& [technician, why, always] : std::exchange(work.also_tell, {})) {
        auto& mails = work.decision.mails;
        const auto news = std::find_if(mails.begin(), mails.end(), [&, to = technician](const MailOrder& order) {
            return order.ticket == ticket.number && order.to_technician && carries_the_news(order.kind) &&
                   text::same(order.recipient.address, to->email);
        });
        if (news == mails.end()) {
            tell(work, ticket, {technician}, MailKind::notice, entry, {why}, except);
        } else if (always && std::find(news->lines.begin(), news->lines.end(), why) == news->lines.end()) {
            news->lines.push_back(why);
        }
    }
}

std::vector<std::string> tell_clients(Work& work, const Ticket& ticket, std::optional<std::size_t> entry, bool question,
                                      std::string_view except_address) {
    std::vector<std::string> written;
    const auto write = [&](const mail::Address& recipient, MailKind kind) {
        if (!except_address.empty() && same_person(work.policy, recipient.address, except_address)) return;
        MailOrder order;
        order.kind = kind;
        order.ticket = ticket.number;
        order.recipient = recipient;
        order.entry = entry;
        const std::size_t before = work.decision.mails.size();
        send(work, std::move(order));
        if (work.decision.mails.size() > before) written.push_back(mail::normalized(recipient.address));
    };
    write(ticket.requester, question ? MailKind::resolved_question : MailKind::client_comment);
    if (!entry) return written;
    for (const Watcher& watcher : ticket.watchers)
        if (was_watching(work, ticket, watcher) && !work.policy.technician_by_address(watcher.address))
            write({{}, watcher.address}, MailKind::client_comment);
    return written;
}

void answer_technician(Work& work, const config::Technician& technician, MailKind kind, const Ticket* ticket,
                       std::vector<std::string> lines) {
    MailOrder order;
    order.kind = kind;
    if (ticket) order.ticket = ticket->number;
    order.recipient = address_of(technician);
    order.to_technician = true;
    order.lines = std::move(lines);
    if (work.message) {
        order.in_reply_to = work.message->message_id;
        order.original_subject = work.message->subject;
    }
    send(work, std::move(order));
}

void acknowledge(Work& work, const Ticket& ticket, const Arrival& arrival, const Speaker& speaker) {
    if (const std::string against = against_acknowledging(work, arrival, speaker); !against.empty()) {
        work.reason("no acknowledgement: " + against);
        return;
    }
    MailOrder order;
    order.kind = MailKind::acknowledgement;
    order.ticket = ticket.number;
    order.recipient = ticket.requester;
    // Whose mail a technician forwarded knows nothing of that one.
    const bool is_theirs = same_person(work.policy, ticket.requester.address, speaker.address);
    if (is_theirs) order.in_reply_to = arrival.message.message_id;
    order.lines = lost_attachments(work, arrival.message);
    const std::size_t before = work.decision.mails.size();
    send(work, std::move(order));
    work.decision.acknowledged = work.decision.mails.size() > before;
}

void acknowledge_order(Work& work, const Ticket& ticket) {
    MailOrder order;
    order.kind = MailKind::acknowledgement;
    order.ticket = ticket.number;
    order.recipient = ticket.requester;
    send(work, std::move(order));
}

namespace {

void write_to_requester(Work& work, const Ticket& ticket, MailKind kind, std::optional<Instant> closes_at = {}) {
    MailOrder order;
    order.closes_at = closes_at;
    order.kind = kind;
    order.ticket = ticket.number;
    order.recipient = ticket.requester;
    send(work, std::move(order));
}

}  // namespace

void remind(Work& work, const Ticket& ticket, std::optional<Instant> closes_at) {
    write_to_requester(work, ticket, MailKind::reminder, closes_at);
}

void tell_admin(Work& work, const Ticket& ticket, MailKind kind, std::string line) {
    MailOrder order;
    order.kind = kind;
    order.ticket = ticket.number;
    order.recipient = {{}, work.policy.config().desk.admin};
    order.to_technician = true;
    order.lines = {std::move(line)};
    send(work, std::move(order));
}

void tell_of_delay(Work& work, const Ticket& ticket) {
    write_to_requester(work, ticket, MailKind::delay);
}

void ask_about_timer(Work& work, const Ticket& ticket, const config::Technician& technician, std::string line) {
    MailOrder order;
    order.kind = MailKind::timer_question;
    order.ticket = ticket.number;
    order.recipient = address_of(technician);
    order.to_technician = true;
    order.lines = {std::move(line)};
    send(work, std::move(order));
}

}  // namespace workflow
