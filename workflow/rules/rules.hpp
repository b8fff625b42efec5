#pragma once

#include "workflow/rules/rule_schedule.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// Fields that a technician set in the same mail. No rule changes them.
struct LockedFields {
    bool status = false;
    bool priority = false;
    bool assignment = false;
    bool category = false;
};

/// Runs the rules of this moment in order, in rounds until nothing changes, so that every rule sees the changes of the others.
/// Rules that undo each other are stopped after ten rounds, and the admin is notified.
void run_rules(DecisionBuilder& builder, Ticket& ticket, config::Rule::On on, const RuleFacts& facts, const LockedFields& locked);

/// The same on a tick, for rules that are due and have not run yet. Rules on hold wait.
void run_tick_rules(DecisionBuilder& builder, Ticket& ticket);

}  // namespace workflow
