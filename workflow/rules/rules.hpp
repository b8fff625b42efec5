#pragma once

#include "workflow/rules/rule_schedule.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// What a technician asked for in the same mail: no rule undoes it.
struct LockedFields {
    bool status = false;
    bool priority = false;
    bool assignment = false;
    bool category = false;
};

/// Runs the rules of this moment in order; what one rule does is seen by the others, also by earlier ones in a further round.
/// Rules that undo each other are stopped after ten rounds, and the admin hears of it.
void run_rules(DecisionBuilder& builder, Ticket& ticket, config::Rule::On on, const RuleFacts& facts, const LockedFields& locked);

/// The same on a tick, for those whose time has come and who have not done their work yet; those on hold wait.
void run_tick_rules(DecisionBuilder& builder, Ticket& ticket);

}  // namespace workflow
