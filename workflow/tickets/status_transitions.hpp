#pragma once

#include "workflow/model/status.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// Whether `who` may change a ticket's status from `from` to `to`, by the one table of allowed changes. An unchanged status is no
/// change.
[[nodiscard]] bool may_move(Status from, Status to, Actor::Kind who);

/// Changes the status and everything that depends on it: clocks, close_at, history. An unchanged status succeeds and does
/// nothing. Refused: the table does not allow the change.
[[nodiscard]] Result<void> move_status(DecisionBuilder& builder, Ticket& ticket, Status to, const Actor& actor, const Cause& why);
/// The same without the table, for undo.
void put_status(DecisionBuilder& builder, Ticket& ticket, Status to, const Actor& actor, const Cause& why);

}  // namespace workflow
