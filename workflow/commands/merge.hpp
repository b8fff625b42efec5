#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Two tickets about one thing become one. The merged ticket stays as it is, closed, with all that was said; what is said from now
// on, to whichever of the two, belongs to the other.
namespace workflow {

/// Where `number` went: the ticket that it was merged into, step by step; itself when it was not.
[[nodiscard]] TicketId where_merged(const Snapshot& snapshot, TicketId number);

/// Where this ticket went. nullopt: it was not merged.
[[nodiscard]] std::optional<TicketId> merged_into(const Snapshot& snapshot, const Ticket& ticket);

/// The mail with its proofs told of the tickets that the ones they were made for went into, or to which what it
/// answers was split off. nullopt: none went anywhere.
[[nodiscard]] std::optional<InboundMail> redirected(const Snapshot& snapshot, const InboundMail& inbound);

/// Tickets that commands name besides the one they run on: they have to be loaded.
[[nodiscard]] std::vector<TicketId> named_tickets(std::span<const Command> commands);

/// True when one of them needs what was said on the ticket.
[[nodiscard]] bool needs_history(std::span<const Command> commands);

/// [merge=M]: this ticket goes into M. Whoever took part takes part there from now on. What is not finished is to be done there:
/// with the higher priority and the earlier due times of the two, and not while M is resolved or waits. permanent: M is none, or
/// comes from here.
[[nodiscard]] config::Result<std::string> merge(DecisionBuilder& builder, Ticket& ticket, const Command& command,
                                                const Actor& actor);

}  // namespace workflow
