#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Merges two tickets about the same matter. The merged ticket is closed and keeps its entries. Later mail to either ticket goes
// to the remaining one.
namespace workflow {

/// The ticket that `number` was merged into, followed through all merges; `number` itself when it was not merged.
[[nodiscard]] TicketId where_merged(const Snapshot& snapshot, TicketId number);

/// The ticket that `ticket` was merged into. nullopt: it was not merged.
[[nodiscard]] std::optional<TicketId> merged_into(const Snapshot& snapshot, const Ticket& ticket);

/// The mail with the ticket numbers of its tokens and ids replaced by those of the tickets that they were merged into, or that
/// the answered entry was split off to. nullopt: nothing was merged or split.
[[nodiscard]] std::optional<InboundMail> redirected(const Snapshot& snapshot, const InboundMail& inbound);

/// Tickets that commands name besides their own. They must be loaded.
[[nodiscard]] std::vector<TicketId> named_tickets(std::span<const Command> commands);

/// True when a command needs the ticket's entries.
[[nodiscard]] bool needs_history(std::span<const Command> commands);

/// [merge=M]: merges this ticket into M. Its participants become watchers of M. An unfinished ticket reopens M when M is resolved
/// or waits, and M gets the higher priority and the earlier due times of the two. permanent: M does not exist, or was merged from
/// here.
[[nodiscard]] Result<Sentence> merge(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor);

}  // namespace workflow
