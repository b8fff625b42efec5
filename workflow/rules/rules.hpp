#pragma once

#include "workflow/model/fields.hpp"
#include "workflow/rules/rule_schedule.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// Runs the rules for this kind of input in order, in rounds until nothing changes, so that every rule sees the
/// changes of the others. Rules that undo each other are stopped after ten rounds, and the admin is notified. No rule
/// changes a `locked` field, because a technician set it in the same mail.
void run_rules(DecisionBuilder& builder, Ticket& ticket, config::Rule::On on, const RuleFacts& facts, const Fields& locked);

/// Runs the tick rules that are due and have not run yet. Rules on hold wait.
void run_tick_rules(DecisionBuilder& builder, Ticket& ticket);

}  // namespace workflow
