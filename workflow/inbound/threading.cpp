// Finds a mail's ticket by token, Message-ID or [#N], and determines the keys that must be loaded beforehand.
#include "workflow/inbound/threading.hpp"

#include "workflow/commands/command_parse.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/inbound/smime_scope.hpp"
#include "workflow/inbound/sender_identity.hpp"
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

/// A token shows that its holder got a mail of the ticket, not that this mail is about it: people keep addresses.
bool is_about(const Snapshot& snapshot, const InboundMail& inbound, const mail::TokenClaim& token, const Ticket& ticket) {
    if (token.purpose == mail::Purpose::return_path) return true;
    const std::string& subject = inbound.message.subject;
    if (const auto named = ticket_in(subject))
        return where_merged(snapshot, *named) == ticket.number || references(snapshot, inbound, ticket.number);
    return text::trim(subject).empty() || same_subject(subject, ticket.title) || references(snapshot, inbound, ticket.number);
}

Thread by_token(const Snapshot& snapshot, const InboundMail& inbound) {
    Thread other;
    for (const mail::TokenClaim& token : inbound.evidence.tokens) {
        if (!may_thread(token.purpose)) continue;
        const Ticket* ticket = known(snapshot, token.ticket);
        if (!ticket) continue;
        if (is_about(snapshot, inbound, token, *ticket))
            return {ticket->number, {}, {}, false, fmt::format("#{} by its reply token", ticket->number.value)};
        other.related = ticket->number;
        other.cause = cause::ForeignToken{ticket->number};
        other.why = fmt::format("new: a reply token of #{}, but another subject and no reference to it", ticket->number.value);
    }
    return other;
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
    if (const auto named = ticket_in(message.subject)) keys.tickets.push_back(*named);
    if (const auto named = signed_ticket(inbound)) keys.tickets.push_back(*named);
    keys.sender = sender_claim(inbound).address;
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

Thread find_thread(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound) {
    Thread token = by_token(snapshot, inbound);
    if (token.ticket.is_set()) return token;

    for (const TicketId number : inbound.own_ids)
        if (const Ticket* ticket = known(snapshot, number))
            return {ticket->number, {}, {}, false, fmt::format("#{} by a Message-ID of ours", number.value)};

    const Ticket* joined = nullptr;
    any_referenced(inbound.message, [&](const std::string& id) { return (joined = by_alias(snapshot, id)) != nullptr; });
    if (joined) return {joined->number, {}, {}, true, fmt::format("#{} by In-Reply-To or References", joined->number.value)};

    const auto named = ticket_in(inbound.message.subject);
    const Ticket* ticket = named ? known(snapshot, *named) : nullptr;
    if (ticket) {
        const std::string sender = sender_claim(inbound).address;
        if (is_participant(directory, *ticket, sender) || directory.technician_by_address(sender))
            return {ticket->number, {}, {}, false, fmt::format("#{} by the number in its subject", ticket->number.value)};
        if (!token.related.is_set())
            return {{},
                    ticket->number,
                    Link::Kind::relates,
                    false,
                    fmt::format("new: names #{} in its subject, but {} takes no part in it", ticket->number.value, sender),
                    cause::NamedByStranger{ticket->number, sender}};
    }
    if (!token.related.is_set()) token.why = "new: nothing joins it to a ticket";
    return token;
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
        return {follower->number,
                {},
                {},
                true,
                fmt::format("#{}, which follows the closed #{}", follower->number.value, ticket->number.value)};
    return {{},
            ticket->number,
            Link::Kind::follows,
            false,
            fmt::format("new: #{} was closed more than {} days ago", ticket->number.value, days),
            cause::ClosedLongAgo{ticket->number, days}};
}

}  // namespace workflow
