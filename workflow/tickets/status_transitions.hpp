#pragma once

#include "workflow/model/status.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// The one table of what may become of a ticket: whether `who` may move it from one status to another. To stay is no move.
[[nodiscard]] bool may_move(Status from, Status to, Actor::Kind who);

/// Moves the ticket and everything that hangs on its status: clocks, the date it closes by itself, its story. To stay is fine
/// and does nothing. permanent: the table does not allow it; the sentence says so.
[[nodiscard]] config::Result<void> move_status(DecisionBuilder& builder, Ticket& ticket, Status to, const Actor& actor,
                                               std::string_view why);
/// The same without asking the table: what is taken back goes where it was.
void put_status(DecisionBuilder& builder, Ticket& ticket, Status to, const Actor& actor, std::string_view why);

}  // namespace workflow
