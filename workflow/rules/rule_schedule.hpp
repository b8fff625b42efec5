#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/snapshot.hpp"

#include <optional>
#include <string_view>

namespace workflow {

/// The facts about a mail that a rule's conditions use. On ticks they are the requester and the title.
struct RuleFacts {
    std::string_view sender;
    std::string_view subject;
};

[[nodiscard]] bool is_on(const config::Rule& rule, config::Rule::On on);
/// Whether all conditions that do not depend on time match.
[[nodiscard]] bool fits(const config::Rule::When& when, const Ticket& ticket, const RuleFacts& facts);
/// When the conditions on age and SLA are met; the earliest Instant when there are none. nullopt: never.
[[nodiscard]] std::optional<Instant> ripe_at(const Directory& directory, const config::Rule::When& when, const Ticket& ticket);

/// When a tick rule next has work on this ticket. nullopt: never, in the ticket's current state.
[[nodiscard]] std::optional<Instant> due_at(const Directory& directory, const config::Rule& rule, const Ticket& ticket);
/// Records on the ticket that the rule has done the work that was due.
void mark_fired(const Directory& directory, const config::Rule& rule, Ticket& ticket, Instant now);
/// Clears the idle steps, because somebody has written.
void forget_idle_steps(Ticket& ticket);

/// True for a rule that resolves or closes idle tickets.
[[nodiscard]] bool closes_idle(const config::Rule& rule);
/// When a rule will close the ticket unless somebody answers. nullopt: no rule will.
[[nodiscard]] std::optional<Instant> closes_at(const Directory& directory, const Ticket& ticket);

/// Whether the rule, due on a ticket at `due`, waits for the admin's approval.
[[nodiscard]] bool waits_for_yes(const RuleHolds& holds, const config::Rule& rule, Instant due);
/// Whether no approval covers the rule, which is due at `due`.
[[nodiscard]] bool is_unapproved(const RuleHolds& holds, const config::Rule& rule, Instant due);

/// When the first tick rule that may run is due. A held rule still blocks the rules that it blocks when it runs: with
/// `stop` all later rules, with `remind` the closing ones. nullopt: never, in the ticket's current state.
[[nodiscard]] std::optional<Instant> next_rule_due(const Directory& directory, const RuleHolds& holds, const Ticket& ticket);

}  // namespace workflow
