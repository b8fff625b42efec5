// Finds a mail's ticket by token, Message-ID or [#N], and determines the keys that must be loaded beforehand.
#include "workflow/inbound/threading.hpp"

#include "workflow/commands/command_parse.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/inbound/smime_scope.hpp"
#include "workflow/inbound/sender_identity.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/subject.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

/// A ticket that was merged is the one it went into. One that was erased has nothing left to go on with.
const Ticket* known(const Snapshot& snapshot, TicketId number) {
    const auto found = snapshot.tickets.find(where_merged(snapshot, number));
    return found == snapshot.tickets.end() || found->second.erased_at ? nullptr : &found->second;
}

const Ticket* by_alias(const Snapshot& snapshot, const std::string& message_id) {
    const auto found = snapshot.aliases.find(message_id);
    return found == snapshot.aliases.end() ? nullptr : known(snapshot, found->second);
}

bool references(const Snapshot& snapshot, const InboundMail& inbound, TicketId ticket) {
    if (std::find(inbound.own_ids.begin(), inbound.own_ids.end(), ticket) != inbound.own_ids.end()) return true;
    return any_referenced(inbound.message, [&](const std::string& id) {
        const Ticket* found = by_alias(snapshot, id);
        return found && found->number == ticket;
    });
}

bool may_thread(mail::Purpose purpose) {
    using enum mail::Purpose;
    return purpose == reply || purpose == note || purpose == action || purpose == return_path;
}

/// The tickets that the subject names and in which the sender takes part. A technician takes part in all.
std::vector<const Ticket*> named_of_sender(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound,
                                           const std::string& sender) {
    const bool is_technician = directory.technician_by_address(sender) != nullptr;
    std::vector<const Ticket*> found;
    for (const TicketId number : tickets_in(inbound.message.subject)) {
        const Ticket* ticket = known(snapshot, number);
        if (ticket && (is_technician || is_participant(directory, *ticket, sender))) found.push_back(ticket);
    }
    // Who has a desk of their own puts its number in front of ours. Behind ours stands the title.
    std::stable_partition(found.begin(), found.end(),
                          [&](const Ticket* ticket) { return same_subject(inbound.message.subject, ticket->title); });
    return found;
}

/// A token shows that its holder got a mail of the ticket, not that this mail is about it: people keep addresses.
bool is_about(const Snapshot& snapshot, const InboundMail& inbound, const mail::TokenClaim& token, const Ticket& ticket,
              const std::vector<const Ticket*>& named) {
    if (token.purpose == mail::Purpose::return_path) return true;
    const std::string& subject = inbound.message.subject;
    const std::vector<TicketId> numbers = tickets_in(subject);
    const bool is_named = std::any_of(numbers.begin(), numbers.end(),
                                      [&](TicketId number) { return where_merged(snapshot, number) == ticket.number; });
    if (is_named || references(snapshot, inbound, ticket.number)) return true;
    // A number of a ticket that is not theirs is another desk's.
    return named.empty() && (text::trim(subject).empty() || same_subject(subject, ticket.title));
}

Thread by_token(const Snapshot& snapshot, const InboundMail& inbound, const std::vector<const Ticket*>& named) {
    Thread other;
    for (const mail::TokenClaim& token : inbound.evidence.tokens) {
        if (!may_thread(token.purpose)) continue;
        const Ticket* ticket = known(snapshot, token.ticket);
        if (!ticket) continue;
        if (is_about(snapshot, inbound, token, *ticket, named))
            return {ticket->number, {}, {}, false, fmt::format(log_text::by_token, ticket->number.value)};
        other.related = ticket->number;
        other.cause = cause::ForeignToken{ticket->number};
        other.why = fmt::format(log_text::new_foreign_token, ticket->number.value);
    }
    return other;
}

bool shares_domain(std::string_view a, std::string_view b) {
    const std::string domain = mail::domain_of(a);
    return !domain.empty() && domain == mail::domain_of(b) && !is_freemail(domain);
}

/// Whether somebody belongs to those who speak on a ticket: takes part, is one of us, or of the requester's company.
bool belongs_to(const Directory& directory, const Ticket& ticket, const std::string& address) {
    if (is_participant(directory, ticket, address) || directory.technician_by_address(address)) return true;
    const config::Client* client = directory.client_of(address);
    if (client && !ticket.client.empty()) return text::same(client->name, ticket.client);
    return shares_domain(address, ticket.requester.address) ||
           std::any_of(ticket.watchers.begin(), ticket.watchers.end(),
                       [&](const Watcher& watcher) { return shares_domain(address, watcher.address); });
}

/// By Message-IDs of other people's mails. An id of a mail that the desk has leads whoever refers to it to its ticket. Of a mail
/// that the desk never got it only knows that somebody referred to it: two companies may answer one newsletter.
Thread by_reference(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound, const std::string& sender) {
    Thread found;
    any_referenced(inbound.message, [&](const std::string& id) {
        const Ticket* ticket = by_alias(snapshot, id);
        if (!ticket) return false;
        if (snapshot.subjects.contains(id) || belongs_to(directory, *ticket, sender)) {
            found = {ticket->number, {}, {}, true, fmt::format(log_text::by_reference, ticket->number.value)};
            return true;
        }
        found.why = fmt::format(log_text::new_other_company, ticket->number.value, sender);
        return false;
    });
    return found;
}

/// One of the two texts contains the other, as a copy that went through a list contains what was written.
bool repeats(std::string_view a, std::string_view b) {
    const std::string one = text::squeezed(a);
    const std::string other = text::squeezed(b);
    if (one.empty() || other.empty()) return one == other;
    return one.find(other) != std::string::npos || other.find(one) != std::string::npos;
}

/// By the mail's own Message-ID: it is another copy of the mail that opened a ticket, or the mail whose answer came before it. An
/// id alone shows neither, because programs use one for all their mails.
Thread by_own_id(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound, const std::string& sender) {
    const mail::Message& message = inbound.message;
    const Ticket* ticket = by_alias(snapshot, message.message_id);
    if (!ticket) return {};
    const auto came = snapshot.subjects.find(message.message_id);
    if (came == snapshot.subjects.end()) {
        if (!same_subject(message.subject, ticket->title) || !belongs_to(directory, *ticket, sender)) return {};
        return {ticket->number, {}, {}, true, fmt::format(log_text::answer_first, ticket->number.value)};
    }
    const bool is_copy = ticket->root_id == message.message_id && same_subject(message.subject, came->second) &&
                         is_requester(directory, *ticket, sender) && repeats(ticket->description, message.reply_text);
    if (!is_copy) return {};
    Thread found{ticket->number, {}, {}, false, fmt::format(log_text::another_copy, ticket->number.value)};
    found.is_copy = true;
    return found;
}

/// What the mail's commands would be, whoever wrote it; none when they are not read as such.
std::vector<Command> likely_commands(const mail::Message& message) {
    std::vector<Command> commands;
    const auto add = [&](const std::vector<Command>& more) { commands.insert(commands.end(), more.begin(), more.end()); };
    if (message.subject.find('[') != std::string::npos)
        if (const auto subject = parse_subject(message.subject)) add(subject->commands);
    if (const auto body = parse_body(message.reply_text)) add(body->commands);
    return commands;
}

}  // namespace

ThreadKeys thread_keys(const Directory& directory, const InboundMail& inbound) {
    const mail::Message& message = inbound.message;
    ThreadKeys keys;
    for (const mail::TokenClaim& token : inbound.evidence.tokens) {
        // A token for a yes names what is held and no ticket.
        if (token.purpose == mail::Purpose::confirm) {
            keys.held.push_back(token.ticket.value);
        } else if (token.ticket.is_set()) {
            keys.tickets.push_back(token.ticket);
        }
    }
    keys.tickets.insert(keys.tickets.end(), inbound.own_ids.begin(), inbound.own_ids.end());
    for (const TicketId named : tickets_in(message.subject))
        keys.tickets.push_back(named);
    if (const auto named = signed_ticket(inbound)) keys.tickets.push_back(*named);
    keys.sender = sender_claim(directory, inbound).address;
    if (const config::Technician* technician = directory.technician_by_address(keys.sender)) {
        keys.holder = technician->name;
        const std::vector<Command> commands = likely_commands(message);
        for (const TicketId number : named_tickets(commands))
            keys.tickets.push_back(number);
        keys.history = needs_history(commands);
    }
    std::sort(keys.tickets.begin(), keys.tickets.end());
    keys.tickets.erase(std::unique(keys.tickets.begin(), keys.tickets.end()), keys.tickets.end());

    if (!message.message_id.empty()) keys.foreign_ids.push_back(message.message_id);
    if (!inbound.evidence.smime_id.empty()) keys.foreign_ids.push_back(inbound.evidence.smime_id);
    any_referenced(message, [&](const std::string& id) {
        if (std::find(keys.foreign_ids.begin(), keys.foreign_ids.end(), id) == keys.foreign_ids.end())
            keys.foreign_ids.push_back(id);
        return false;
    });
    keys.texts = !keys.tickets.empty() || keys.foreign_ids.size() > (message.message_id.empty() ? 0 : 1);
    return keys;
}

namespace {

/// The ticket that a mail joins, by the strongest sign of it.
Thread nearest_thread(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound,
                      const std::string& sender) {
    const auto named = named_of_sender(directory, snapshot, inbound, sender);
    Thread token = by_token(snapshot, inbound, named);
    if (token.ticket.is_set()) return token;

    for (const TicketId number : inbound.own_ids)
        if (const Ticket* ticket = known(snapshot, number))
            return {ticket->number, {}, {}, false, fmt::format(log_text::by_own_id, number.value)};

    Thread reference = by_reference(directory, snapshot, inbound, sender);
    if (reference.ticket.is_set()) return reference;
    if (!named.empty())
        return {named.front()->number, {}, {}, false, fmt::format(log_text::by_number, named.front()->number.value)};
    Thread copy = by_own_id(directory, snapshot, inbound, sender);
    if (copy.ticket.is_set() || token.related.is_set()) return copy.ticket.is_set() ? copy : token;

    for (const TicketId number : tickets_in(inbound.message.subject)) {
        if (!known(snapshot, number)) continue;
        return {{},
                where_merged(snapshot, number),
                Link::Kind::relates,
                false,
                fmt::format(log_text::new_named_by_stranger, number.value, sender),
                cause::NamedByStranger{number, sender}};
    }
    if (reference.why.empty()) reference.why = log_text::new_unrelated;
    return reference;
}

bool are_linked(const Ticket& a, const Ticket& b) {
    const auto leads = [](const Ticket& from, const Ticket& to) {
        return std::any_of(from.links.begin(), from.links.end(), [&](const Link& link) { return link.number == to.number; });
    };
    return leads(a, b) || leads(b, a);
}

/// Further tickets that the mail refers to or names, in which its sender takes part, too.
std::vector<TicketId> others_of(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound,
                                const Ticket& joined, const std::string& sender) {
    constexpr std::size_t most = 4;
    const bool is_technician = directory.technician_by_address(sender) != nullptr;
    const auto takes_part = [&](const Ticket& ticket) { return is_technician || is_participant(directory, ticket, sender); };
    std::vector<TicketId> others;
    const auto add = [&](const Ticket* ticket) {
        if (!ticket || ticket->number == joined.number || others.size() >= most || are_linked(joined, *ticket)) return;
        if (takes_part(*ticket) && std::find(others.begin(), others.end(), ticket->number) == others.end())
            others.push_back(ticket->number);
    };
    if (!takes_part(joined)) return others;
    for (const TicketId number : inbound.own_ids)
        add(known(snapshot, number));
    any_referenced(inbound.message, [&](const std::string& id) {
        if (snapshot.subjects.contains(id)) add(by_alias(snapshot, id));
        return false;
    });
    for (const Ticket* ticket : named_of_sender(directory, snapshot, inbound, sender))
        add(ticket);
    return others;
}

}  // namespace

Thread find_thread(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound) {
    const std::string sender = sender_claim(directory, inbound).address;
    Thread thread = nearest_thread(directory, snapshot, inbound, sender);
    if (const Ticket* joined = known(snapshot, thread.ticket))
        thread.others = others_of(directory, snapshot, inbound, *joined, sender);
    return thread;
}

Thread follow_up_when_late(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound, Thread thread,
                           Instant now) {
    const Ticket* ticket = known(snapshot, thread.ticket);
    if (!ticket || ticket->status != Status::closed || !ticket->closed_at) return thread;
    const int days = directory.config().desk.reopen_days;
    if (now < *ticket->closed_at + std::chrono::days{days}) return thread;

    // The second late mail of a thread belongs to the ticket that the first one opened.
    const Ticket* follower = nullptr;
    any_referenced(inbound.message, [&](const std::string& id) {
        const Ticket* found = by_alias(snapshot, id);
        const bool follows =
            found && found->status != Status::closed &&
            std::find(found->links.begin(), found->links.end(), Link{Link::Kind::follows, ticket->number}) != found->links.end();
        if (follows) follower = found;
        return follows;
    });
    if (follower)
        return {follower->number, {}, {}, true, fmt::format(log_text::follower, follower->number.value, ticket->number.value)};
    return {{},
            ticket->number,
            Link::Kind::follows,
            false,
            fmt::format(log_text::new_after_closing, ticket->number.value, days),
            cause::ClosedLongAgo{ticket->number, days}};
}

}  // namespace workflow
