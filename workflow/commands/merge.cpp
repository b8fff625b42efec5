// Merges one ticket into another and redirects later mail.
#include "workflow/commands/merge.hpp"

#include "workflow/model/participants.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/commands/split.hpp"
#include "workflow/text/text.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <algorithm>
#include <charconv>

namespace workflow {

namespace {

/// Merges of merges; nobody makes more of them than by accident. The storage follows as many.
constexpr int longest_way = 8;

/// "12" or "#12". Not set: neither.
TicketId ticket_number(std::string_view value) {
    value = text::trim(value);
    if (value.starts_with('#')) value.remove_prefix(1);
    TicketId number;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number.value);
    return error == std::errc{} && end == value.data() + value.size() && number.value > 0 ? number : TicketId{};
}

/// A token for a yes names what is held, and no ticket.
bool is_of_ticket(const mail::TokenClaim& token) {
    return token.purpose != mail::Purpose::confirm;
}

const Link* merge_link(const Ticket& ticket) {
    const auto found = std::find_if(ticket.links.begin(), ticket.links.end(),
                                    [](const Link& link) { return link.kind == Link::Kind::merged_into; });
    return found == ticket.links.end() ? nullptr : &*found;
}

void link_once(Ticket& ticket, Link link) {
    if (std::find(ticket.links.begin(), ticket.links.end(), link) == ticket.links.end()) ticket.links.push_back(link);
}

/// What is still to be done for `from` is to be done in `into`: as urgent, as soon, and not in a ticket that nobody looks at.
Result<void> take_over(DecisionBuilder& builder, Ticket& into, const Ticket& from, const Actor& actor, const Cause& why) {
    if (is_done(from.status)) return {};
    const bool asleep = is_done(into.status) || (is_waiting(into.status) && !is_waiting(from.status));
    if (asleep)
        if (auto moved = move_status(builder, into, Status::open, actor, why); !moved) return moved;
    if (from.priority > into.priority) set_priority(builder, into, from.priority, actor, why);
    if (join_clocks(builder.directory, into, from, builder.now))
        builder.event(into, {}, event::ResponseClockRestarted{from.number});
    return {};
}

/// Whether the people of both may read what is written to either.
bool are_of_one_client(const Directory& directory, const Ticket& one, const Ticket& other) {
    if (!one.client.empty() || !other.client.empty())
        return one.client == other.client || is_inside(directory, other, one.requester.address) ||
               is_inside(directory, one, other.requester.address);
    const std::string address = mail::normalized(one.requester.address);
    const std::string domain = mail::domain_of(address);
    return same_person(directory, address, mail::normalized(other.requester.address)) ||
           directory.technician_by_address(address) ||
           directory.technician_by_address(mail::normalized(other.requester.address)) ||
           (!is_freemail(domain) && domain == mail::domain_of(mail::normalized(other.requester.address)));
}

std::string whose(const Ticket& ticket) {
    return ticket.client.empty() ? ticket.requester.address : ticket.client;
}

}  // namespace

std::optional<TicketId> merged_into(const Snapshot& snapshot, const Ticket& ticket) {
    const Link* link = merge_link(ticket);
    return link ? std::optional(where_merged(snapshot, link->number)) : std::nullopt;
}

TicketId where_merged(const Snapshot& snapshot, TicketId number) {
    for (int step = 0; step < longest_way; ++step) {
        const auto found = snapshot.tickets.find(number);
        const Link* link = found == snapshot.tickets.end() ? nullptr : merge_link(found->second);
        // What cannot be seen cannot be written to: the last one that is there keeps the mail.
        if (!link || !snapshot.tickets.contains(link->number)) return number;
        number = link->number;
    }
    return number;
}

std::optional<InboundMail> redirected(const Snapshot& snapshot, const InboundMail& inbound) {
    const auto where = [&](TicketId number) {
        if (!number.is_set()) return number;
        const TicketId split = where_split(snapshot, inbound.message, number);
        return split.is_set() ? split : where_merged(snapshot, number);
    };
    const auto moved = [&](TicketId number) { return where(number) != number; };
    const bool any = std::any_of(inbound.own_ids.begin(), inbound.own_ids.end(), moved) ||
                     std::any_of(inbound.evidence.tokens.begin(), inbound.evidence.tokens.end(),
                                 [&](const auto& one) { return is_of_ticket(one) && moved(one.ticket); });
    if (!any) return std::nullopt;
    InboundMail copy = inbound;
    for (TicketId& number : copy.own_ids)
        number = where(number);
    for (mail::TokenClaim& token : copy.evidence.tokens)
        if (is_of_ticket(token)) token.ticket = where(token.ticket);
    return copy;
}

std::vector<TicketId> named_tickets(std::span<const Command> commands) {
    std::vector<TicketId> numbers;
    for (const Command& command : commands)
        if (const TicketId number = ticket_number(command.value); command.kind == CommandKind::merge && number.is_set())
            numbers.push_back(number);
    return numbers;
}

bool needs_history(std::span<const Command> commands) {
    return std::any_of(commands.begin(), commands.end(),
                       [](const Command& command) { return command.kind == CommandKind::split; });
}

Result<Sentence> merge(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor) {
    const TicketId wanted = ticket_number(command.value);
    if (!wanted.is_set()) return refusal("refused.merge-which", command.value);
    if (!builder.stored(wanted)) return refusal("refused.merge-missing", wanted);
    if (builder.stored(wanted)->erased_at) return refusal("refused.erased", wanted);
    if (const Link* link = merge_link(ticket)) return refusal("refused.merged-already", link->number);
    const TicketId number = where_merged(builder.snapshot, wanted);
    if (number == ticket.number && number != wanted) return refusal("refused.merged-here", wanted);
    if (number == ticket.number) return refusal("refused.merge-itself");

    Ticket& into = builder.edit(number);
    // Else the people of one client would read what is written to another.
    if (!are_of_one_client(builder.directory, ticket, into))
        return refusal("refused.merge-clients", ticket.number, whose(ticket), into.number, whose(into));
    if (into.status == Status::closed) return refusal("refused.merge-closed", number);
    const Cause why = cause::Command{command.shown};
    if (auto taken = take_over(builder, into, ticket, actor, cause::MergedFrom{ticket.number}); !taken)
        return tl::unexpected(taken.error());
    ticket.links.push_back({Link::Kind::merged_into, into.number});
    Changes merged = builder.change(ticket, actor, event::MergedInto{into.number, why}, why);
    if (auto moved = move_status(builder, ticket, Status::closed, actor, cause::MergedInto{into.number}); !moved)
        return tl::unexpected(moved.error());
    link_once(into, {Link::Kind::relates, ticket.number});
    builder.event(into, actor, event::MergedFrom{ticket.number, why});
    if (mail::is_sendable(ticket.requester.address))
        add_watcher(builder, into, ticket.requester.address, actor, cause::MergedTicket{});
    for (const Watcher& watcher : ticket.watchers)
        add_watcher(builder, into, watcher.address, actor, cause::MergedTicket{});
    return say("done.change", std::move(merged));
}

}  // namespace workflow
