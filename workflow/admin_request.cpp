#include "workflow/admin_request.hpp"

#include "workflow/inbound/public_reply.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/inbound/classification.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/commands/mentions.hpp"
#include "workflow/rules/rules.hpp"
#include "workflow/text/text.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace workflow {

namespace {

void refuse_order(Work& work, const std::string& why) {
    work.start_over();
    work.decision.refused = true;
    work.reason(why);
}

/// Who sits at the desk's own shell needs no further proof.
Actor actor_of(const Policy& policy, const Order& order) {
    if (const config::Technician* technician = policy.technician(text::folded(order.author)))
        return {Actor::Kind::technician, technician->name, Trust::confirmed};
    return {Actor::Kind::desk, order.author.empty() ? "admin" : order.author, Trust::confirmed};
}

/// The receipt of an order is its reasons: what the commands did stands there already, with by whom and why.
void confirm(Work& work, const Ran& ran) {
    for (const std::string& line : ran.lines) {
        const auto& said = work.decision.reasons;
        const bool known = std::any_of(said.begin(), said.end(),
                                       [&](const std::string& reason) { return reason.find(line) != std::string::npos; });
        if (!known) work.reason(line);
    }
}

void change(Work& work, const Order& order, const Actor& actor, const std::vector<Command>& commands) {
    if (!work.before(order.ticket)) return refuse_order(work, fmt::format("there is no ticket {}", order.ticket.value));
    if (work.before(order.ticket)->erased_at)
        return refuse_order(work,
                            fmt::format("what ticket {} held was erased: it has nothing left to change", order.ticket.value));
    const bool undoes = std::any_of(commands.begin(), commands.end(), [](const Command& one) { return one.verb == Verb::undo; });
    if (const auto into = merged_into(work.snapshot, *work.before(order.ticket)); into && !undoes)
        return refuse_order(work, fmt::format("ticket {} was merged into #{}: use that number", order.ticket.value, into->value));
    Ticket& ticket = work.touch(order.ticket);
    const auto ran = run_commands(work, ticket, commands, actor);
    if (!ran) return refuse_order(work, ran.error().what);

    // What comes with a split belongs to what was split off.
    Ticket& about = ran->split_to.is_set() ? work.touch(ran->split_to) : ticket;
    describe_time(work, about, order.text);
    add_mentioned(work, about, order.text, actor);
    const bool has_text = !text::trim(order.text).empty();
    const bool internal = ran->visibility == Visibility::internal;
    if (has_text) {
        const std::size_t entry = work.add(about, actor, internal ? EntryKind::note : EntryKind::comment, order.text);
        if (internal) {
            tell(work, about, audience(work, about), MailKind::note, entry, {}, actor.name);
        } else {
            publish(work, about, actor, entry, *ran, {});
        }
    }
    if (ran->resolved && (!has_text || internal)) ask_whether_solved(work, ticket, actor, {});
    if (ran->status) stirred(work, ticket);
    run_rules(work, ticket, config::Rule::On::updated, {ticket.requester.address, ticket.title},
              {ran->status, ran->priority, ran->assignment, ran->category});
    tell_rest(work, ticket, actor.name);
    confirm(work, *ran);
    work.decision.landed = about.number;
}

void open(Work& work, const Order& order, const Actor& actor, const std::vector<Command>& commands) {
    if (!order.requester.address.empty() && !mail::is_sendable(order.requester.address))
        return refuse_order(work, fmt::format("\"{}\" is no mail address", order.requester.address));
    Ticket* opened = work.open();
    if (!opened) return refuse_order(work, "no ticket number was reserved for it");
    Ticket& ticket = *opened;
    ticket.requester = order.requester;
    ticket.title = text::cut(text::squeezed(order.title.empty() ? text::first_line(order.text) : order.title), 250);
    ticket.description = order.text;
    ticket.desk_address = work.policy.config().desk.address;
    const std::size_t entry = work.add(ticket, actor, EntryKind::comment, order.text);
    const std::size_t beginning = work.add(ticket, actor, EntryKind::event, {});
    std::string story = fmt::format("opened by {}: {}", actor.shown(), headline(ticket));
    for (const std::string& reason : classify(work, ticket, {}, ticket.title, order.text))
        story += "; " + reason;
    work.decision.entries[beginning].text = story;

    const auto ran = run_commands(work, ticket, commands, actor);
    if (!ran) return refuse_order(work, ran.error().what);
    if (ticket.title.empty()) return refuse_order(work, "a new ticket needs a title");
    describe_time(work, ticket, order.text);
    add_mentioned(work, ticket, order.text, actor);
    if (ran->visibility == Visibility::internal) work.decision.entries[entry].kind = EntryKind::note;
    run_rules(work, ticket, config::Rule::On::created, {ticket.requester.address, ticket.title},
              {ran->status, ran->priority, ran->assignment, ran->category});
    work.decision.landed = ticket.number;
    work.decision.opened = true;
    acknowledge_order(work, ticket);
    tell(work, ticket, ticket.priority == Priority::critical ? everybody(work) : audience(work, ticket), MailKind::notice, entry,
         {}, actor.name);
    tell_rest(work, ticket, actor.name);
    work.reason(fmt::format("#{} {}", ticket.number.value, story));
    confirm(work, *ran);
}

}  // namespace

ThreadKeys order_keys(const Order& order) {
    ThreadKeys keys;
    if (order.ticket.is_set()) keys.tickets.push_back(order.ticket);
    const auto commands = parse_items(order.items);
    if (!commands) return keys;
    for (const TicketId number : named_tickets(*commands))
        keys.tickets.push_back(number);
    keys.story = asks_for_story(*commands);
    return keys;
}

void carry_out(Work& work, const Order& order) {
    const auto commands = parse_items(order.items);
    if (!commands) return refuse_order(work, commands.error().what);
    const Actor actor = actor_of(work.policy, order);
    if (order.ticket.is_set()) {
        change(work, order, actor, *commands);
    } else {
        open(work, order, actor, *commands);
    }
}

}  // namespace workflow
