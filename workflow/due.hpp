#pragma once

#include "workflow/policy.hpp"
#include "workflow/ticket.hpp"

#include <optional>

namespace workflow {

/// When time alone next does something to the ticket: an SLA step, the end of a snooze, its closing, a rule on ticks.
/// nullopt: never.
[[nodiscard]] std::optional<Instant> next_due(const Policy& policy, const Ticket& ticket);

}  // namespace workflow
