// Carries out an admin's requests from the shell: the same commands as by mail, on a ticket or with a new one.

#include "workflow/admin_request.hpp"

#include "workflow/inbound/apply_commands.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/inbound/classification.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

namespace {

void refuse_order(DecisionBuilder& builder, const Sentence& why) {
    builder.rollback();
    builder.decision.refused = true;
    builder.reason(why);
}

/// Whoever can run commands in the desk's own shell needs no further proof.
Actor actor_of(const Directory& directory, const AdminRequest& request) {
    if (const config::Technician* technician = directory.technician(text::folded(request.author)))
        return {Actor::Kind::technician, technician->name, Trust::confirmed};
    return {Actor::Kind::desk, request.author.empty() ? "admin" : request.author, Trust::confirmed};
}

/// The reasons serve as the receipt. Most of them already state what the commands did, by whom and why, so only
/// missing lines are added.
void confirm(DecisionBuilder& builder, const CommandResult& ran) {
    for (const Sentence& line : ran.lines) {
        const auto& said = builder.decision.reasons;
        const bool known =
            line.name == "done.change" && std::any_of(said.begin(), said.end(), [&](const Sentence& reason) {
                return std::find(reason.values.begin(), reason.values.end(), line.values.front()) != reason.values.end();
            });
        if (!known) builder.reason(line);
    }
}

using Done = Result<CommandResult>;

Done change(DecisionBuilder& builder, const AdminRequest& request, const Actor& actor, const std::vector<Command>& commands) {
    const Ticket* stored = builder.stored(request.ticket);
    if (!stored) return refusal("refused.no-ticket", request.ticket);
    if (stored->erased_at) return refusal("refused.erased-unchanged", request.ticket);
    const bool undoes =
        std::any_of(commands.begin(), commands.end(), [](const Command& one) { return one.kind == CommandKind::undo; });
    if (const auto into = merged_into(builder.snapshot, *stored); into && !undoes)
        return refusal("refused.use-merged", request.ticket, *into);
    Ticket& ticket = builder.edit(request.ticket);
    CommandRequest order{.commands = commands, .actor = actor, .words = request.text};
    if (!text::trim(request.text).empty()) order.text = WrittenText{request.text, {}};
    auto applied = apply_commands(builder, ticket, order);
    if (!applied) return tl::unexpected(applied.error());
    finish_commands(builder, ticket, order, *applied);
    return std::move(applied->ran);
}

Done open(DecisionBuilder& builder, const AdminRequest& request, const Actor& actor, const std::vector<Command>& commands) {
    if (!request.requester.address.empty() && !mail::is_sendable(request.requester.address))
        return refusal("refused.no-address", request.requester.address);
    Ticket* opened = builder.open();
    if (!opened) return refusal("refused.no-number");
    Ticket& ticket = *opened;
    ticket.requester = request.requester;
    ticket.title = text::cut(text::squeezed(request.title.empty() ? text::first_line(request.text) : request.title), 250);
    ticket.description = request.text;
    ticket.desk_address = builder.directory.config().desk.address;
    const std::size_t entry = builder.add(ticket, actor, EntryKind::comment, request.text);
    const std::size_t beginning = builder.event(ticket, actor, event::Opened{});
    event::Opened facts{.title = ticket.title, .requester = ticket.requester};
    classify(builder, ticket, facts, {}, ticket.title, request.text);
    builder.decision.entries[beginning].event = facts;

    const CommandRequest order{
        .commands = commands, .actor = actor, .words = request.text, .opening = Opening{entry, nullptr, {}}};
    auto applied = apply_commands(builder, ticket, order);
    if (!applied) return tl::unexpected(applied.error());
    if (ticket.title.empty()) return refusal("refused.needs-title");
    finish_commands(builder, ticket, order, *applied);
    builder.reason(say("reason.opened", ticket.number, Changes{{std::move(facts)}, actor.who()}));
    return std::move(applied->ran);
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
    if (!commands) return refuse_order(builder, commands.error());
    const Actor actor = actor_of(builder.directory, request);
    const Done done =
        request.ticket.is_set() ? change(builder, request, actor, *commands) : open(builder, request, actor, *commands);
    if (!done) return refuse_order(builder, done.error());
    confirm(builder, *done);
}

}  // namespace workflow
