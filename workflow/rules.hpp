#pragma once

#include "workflow/work.hpp"

#include <optional>
#include <string_view>

namespace workflow {

/// What a technician asked for in the same mail: no rule undoes it.
struct Settled {
    bool status = false;
    bool priority = false;
    bool assignment = false;
    bool category = false;
};

/// What the rules may ask of the mail besides the ticket. On ticks: the requester and the title.
struct RuleFacts {
    std::string_view sender;
    std::string_view subject;
};

/// Runs the rules of this moment in order; what one rule does is seen by the others, also by earlier ones in a further round.
/// Rules that undo each other are stopped after ten rounds, and the admin hears of it.
void run_rules(Work& work, Ticket& ticket, config::Rule::On on, const RuleFacts& facts, const Settled& settled);

/// The same on a tick, for those whose time has come and who have not done their work yet.
void run_tick_rules(Work& work, Ticket& ticket);
/// When the first of them comes due. nullopt: none as the ticket stands.
[[nodiscard]] std::optional<Instant> next_rule_due(const Policy& policy, const Ticket& ticket);

/// Somebody spoke: idle days count anew.
void forget_idle_steps(Ticket& ticket);

}  // namespace workflow
