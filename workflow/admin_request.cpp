// Carries out an admin's requests from the shell: the same commands as by mail, on a ticket or with a new one.

#include "workflow/admin_request.hpp"

#include "workflow/inbound/apply_commands.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/inbound/classification.hpp"
#include "workflow/commands/commands.hpp"
#include "workflow/commands/merge.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace workflow {

namespace {

void refuse_order(DecisionBuilder& builder, const std::string& why) {
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
    for (const std::string& line : ran.lines) {
        const auto& said = builder.decision.reasons;
        const bool known = std::any_of(said.begin(), said.end(),
                                       [&](const std::string& reason) { return reason.find(line) != std::string::npos; });
        if (!known) builder.reason(line);
    }
}

using Done = config::Result<CommandResult>;

Done change(DecisionBuilder& builder, const AdminRequest& request, const Actor& actor, const std::vector<Command>& commands) {
    const Ticket* stored = builder.stored(request.ticket);
    if (!stored) return config::permanent(fmt::format("there is no ticket {}", request.ticket.value));
    if (stored->erased_at)
        return config::permanent(
            fmt::format("what ticket {} held was erased: it has nothing left to change", request.ticket.value));
    const bool undoes =
        std::any_of(commands.begin(), commands.end(), [](const Command& one) { return one.kind == CommandKind::undo; });
    if (const auto into = merged_into(builder.snapshot, *stored); into && !undoes)
        return config::permanent(
            fmt::format("ticket {} was merged into #{}: use that number", request.ticket.value, into->value));
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
        return config::permanent(fmt::format("\"{}\" is no mail address", request.requester.address));
    Ticket* opened = builder.open();
    if (!opened) return config::permanent("no ticket number was reserved for it");
    Ticket& ticket = *opened;
    ticket.requester = request.requester;
    ticket.title = text::cut(text::squeezed(request.title.empty() ? text::first_line(request.text) : request.title), 250);
    ticket.description = request.text;
    ticket.desk_address = builder.directory.config().desk.address;
    const std::size_t entry = builder.add(ticket, actor, EntryKind::comment, request.text);
    const std::size_t beginning = builder.event(ticket, actor, event::Opened{});
    event::Opened facts{.title = ticket.title, .requester = ticket.requester};
    std::string history = fmt::format("opened by {}: {}", actor.shown(), headline(ticket));
    for (const std::string& reason : classify(builder, ticket, facts, {}, ticket.title, request.text))
        history += "; " + reason;
    builder.decision.entries[beginning].event = std::move(facts);

    const CommandRequest order{
        .commands = commands, .actor = actor, .words = request.text, .opening = Opening{entry, nullptr, {}}};
    auto applied = apply_commands(builder, ticket, order);
    if (!applied) return tl::unexpected(applied.error());
    if (ticket.title.empty()) return config::permanent("a new ticket needs a title");
    finish_commands(builder, ticket, order, *applied);
    builder.reason(fmt::format("#{} {}", ticket.number.value, history));
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
    if (!commands) return refuse_order(builder, commands.error().what);
    const Actor actor = actor_of(builder.directory, request);
    const Done done =
        request.ticket.is_set() ? change(builder, request, actor, *commands) : open(builder, request, actor, *commands);
    if (!done) return refuse_order(builder, done.error().what);
    confirm(builder, *done);
}

}  // namespace workflow
