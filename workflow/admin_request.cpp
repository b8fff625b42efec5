// Carries out `ticketctl do` and `ticketctl new` with the commands that mails use.
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

void refuse_order(DecisionBuilder& builder, const std::string& why) {
    builder.rollback();
    builder.decision.refused = true;
    builder.reason(why);
}

/// Who sits at the desk's own shell needs no further proof.
Actor actor_of(const Directory& directory, const AdminRequest& request) {
    if (const config::Technician* technician = directory.technician(text::folded(request.author)))
        return {Actor::Kind::technician, technician->name, Trust::confirmed};
    return {Actor::Kind::desk, request.author.empty() ? "admin" : request.author, Trust::confirmed};
}

/// The receipt of an order is its reasons: what the commands did stands there already, with by whom and why.
void confirm(DecisionBuilder& builder, const CommandResult& ran) {
    for (const std::string& line : ran.lines) {
        const auto& said = builder.decision.reasons;
        const bool known = std::any_of(said.begin(), said.end(),
                                       [&](const std::string& reason) { return reason.find(line) != std::string::npos; });
        if (!known) builder.reason(line);
    }
}

void change(DecisionBuilder& builder, const AdminRequest& request, const Actor& actor, const std::vector<Command>& commands) {
    if (!builder.stored(request.ticket)) return refuse_order(builder, fmt::format("there is no ticket {}", request.ticket.value));
    if (builder.stored(request.ticket)->erased_at)
        return refuse_order(builder,
                            fmt::format("what ticket {} held was erased: it has nothing left to change", request.ticket.value));
    const bool undoes =
        std::any_of(commands.begin(), commands.end(), [](const Command& one) { return one.kind == CommandKind::undo; });
    if (const auto into = merged_into(builder.snapshot, *builder.stored(request.ticket)); into && !undoes)
        return refuse_order(builder,
                            fmt::format("ticket {} was merged into #{}: use that number", request.ticket.value, into->value));
    Ticket& ticket = builder.edit(request.ticket);
    const auto ran = run_commands(builder, ticket, commands, actor);
    if (!ran) return refuse_order(builder, ran.error().what);

    // What comes with a split belongs to what was split off.
    Ticket& about = ran->split_to.is_set() ? builder.edit(ran->split_to) : ticket;
    describe_time(builder, about, request.text);
    add_mentioned(builder, about, request.text, actor);
    const bool has_text = !text::trim(request.text).empty();
    const bool internal = ran->visibility == Visibility::internal;
    if (has_text) {
        const std::size_t entry = builder.add(about, actor, internal ? EntryKind::note : EntryKind::comment, request.text);
        if (internal) {
            notify(builder, about, audience(builder, about), MailKind::note, entry, {}, actor.name);
        } else {
            publish(builder, about, actor, entry, *ran, {});
        }
    }
    if (ran->resolved && (!has_text || internal)) ask_whether_solved(builder, ticket, actor, {});
    if (ran->status) record_activity(builder, ticket);
    run_rules(builder, ticket, config::Rule::On::updated, {ticket.requester.address, ticket.title},
              {ran->status, ran->priority, ran->assignment, ran->category});
    builder.acted_by(actor.name);
    confirm(builder, *ran);
    builder.decision.landed = about.number;
}

void open(DecisionBuilder& builder, const AdminRequest& request, const Actor& actor, const std::vector<Command>& commands) {
    if (!request.requester.address.empty() && !mail::is_sendable(request.requester.address))
        return refuse_order(builder, fmt::format("\"{}\" is no mail address", request.requester.address));
    Ticket* opened = builder.open();
    if (!opened) return refuse_order(builder, "no ticket number was reserved for it");
    Ticket& ticket = *opened;
    ticket.requester = request.requester;
    ticket.title = text::cut(text::squeezed(request.title.empty() ? text::first_line(request.text) : request.title), 250);
    ticket.description = request.text;
    ticket.desk_address = builder.directory.config().desk.address;
    const std::size_t entry = builder.add(ticket, actor, EntryKind::comment, request.text);
    const std::size_t beginning = builder.add(ticket, actor, EntryKind::event, {});
    std::string history = fmt::format("opened by {}: {}", actor.shown(), headline(ticket));
    for (const std::string& reason : classify(builder, ticket, {}, ticket.title, request.text))
        history += "; " + reason;
    builder.decision.entries[beginning].text = history;

    const auto ran = run_commands(builder, ticket, commands, actor);
    if (!ran) return refuse_order(builder, ran.error().what);
    if (ticket.title.empty()) return refuse_order(builder, "a new ticket needs a title");
    describe_time(builder, ticket, request.text);
    add_mentioned(builder, ticket, request.text, actor);
    if (ran->visibility == Visibility::internal) builder.keep_inside(entry);
    run_rules(builder, ticket, config::Rule::On::created, {ticket.requester.address, ticket.title},
              {ran->status, ran->priority, ran->assignment, ran->category});
    builder.decision.landed = ticket.number;
    builder.decision.opened = true;
    acknowledge_request(builder, ticket);
    notify(builder, ticket, ticket.priority == Priority::critical ? everybody(builder) : audience(builder, ticket),
           MailKind::notice, entry, {}, actor.name);
    builder.acted_by(actor.name);
    builder.reason(fmt::format("#{} {}", ticket.number.value, history));
    confirm(builder, *ran);
}

}  // namespace

ThreadKeys request_keys(const AdminRequest& request) {
    ThreadKeys keys;
    if (request.ticket.is_set()) keys.tickets.push_back(request.ticket);
    const auto commands = parse_items(request.items);
    if (!commands) return keys;
    for (const TicketId number : named_tickets(*commands))
        keys.tickets.push_back(number);
    keys.history = needs_history(*commands);
    return keys;
}

void carry_out(DecisionBuilder& builder, const AdminRequest& request) {
    const auto commands = parse_items(request.items);
    if (!commands) return refuse_order(builder, commands.error().what);
    const Actor actor = actor_of(builder.directory, request);
    if (request.ticket.is_set()) {
        change(builder, request, actor, *commands);
    } else {
        open(builder, request, actor, *commands);
    }
}

}  // namespace workflow
