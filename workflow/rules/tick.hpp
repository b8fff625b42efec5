#pragma once

#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// Applies the effects of time to one ticket: SLA warnings and breaches, the end of a snooze, timer questions, rules, closing.
/// Each notification is sent once.
void tick(DecisionBuilder& builder, TicketId number);

}  // namespace workflow
