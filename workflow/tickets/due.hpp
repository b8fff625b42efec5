#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/snapshot.hpp"

#include <optional>

namespace workflow {

/// When time alone next does something to the ticket: an SLA step, the end of a snooze, its closing, a rule on ticks.
/// What a rule on hold would do is left out. nullopt: never.
[[nodiscard]] std::optional<Instant> next_due(const Directory& directory, const RuleHolds& holds, const Ticket& ticket);

}  // namespace workflow
