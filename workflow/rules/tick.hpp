#pragma once

#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// What time alone does to one ticket: SLA warnings and breaches, the end of a snooze, rules, closing. Each is told once.
void tick(DecisionBuilder& builder, TicketId number);

}  // namespace workflow
