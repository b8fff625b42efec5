#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/snapshot.hpp"

#include <optional>
#include <string_view>

namespace workflow {

/// What the rules may ask of the mail besides the ticket. On ticks: the requester and the title.
struct RuleFacts {
    std::string_view sender;
    std::string_view subject;
};

[[nodiscard]] bool is_on(const config::Rule& rule, config::Rule::On on);
/// Everything that does not change by time alone.
[[nodiscard]] bool fits(const config::Rule::When& when, const Ticket& ticket, const RuleFacts& facts);
/// When age and SLA let the rule run: the beginning of time when it asks for neither. nullopt: never.
[[nodiscard]] std::optional<Instant> ripe_at(const Directory& directory, const config::Rule::When& when, const Ticket& ticket);

/// When a rule on ticks next has work on this ticket. nullopt: as the ticket stands, never.
[[nodiscard]] std::optional<Instant> due_at(const Directory& directory, const config::Rule& rule, const Ticket& ticket);
/// It was looked at now and is done with what was due.
void mark_fired(const Directory& directory, const config::Rule& rule, Ticket& ticket, Instant now);
/// Somebody spoke: idle days count anew.
void forget_idle_steps(Ticket& ticket);

/// It ends what nobody answered.
[[nodiscard]] bool closes_idle(const config::Rule& rule);
/// When a rule will close the ticket if nobody answers. nullopt: none will.
[[nodiscard]] std::optional<Instant> closes_at(const Directory& directory, const Ticket& ticket);

/// Whether the rule, which came due on a ticket at `due`, waits for the admin's yes.
[[nodiscard]] bool waits_for_yes(const RuleHolds& holds, const config::Rule& rule, Instant due);
/// Whether nobody was asked about that.
[[nodiscard]] bool is_unapproved(const RuleHolds& holds, const config::Rule& rule, Instant due);

/// When the first rule on ticks comes due that may run. A rule on hold keeps back what it would keep back if it ran: with `stop`
/// the later ones, with `remind` those that close. nullopt: none as the ticket stands.
[[nodiscard]] std::optional<Instant> next_rule_due(const Directory& directory, const RuleHolds& holds, const Ticket& ticket);

}  // namespace workflow
