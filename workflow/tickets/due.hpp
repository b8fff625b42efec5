#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/snapshot.hpp"

#include <optional>

namespace workflow {

/// When the next tick has work on the ticket: an SLA step, a timer question, the end of a snooze, closing, a tick rule. Ignores
/// rules on hold. nullopt: never.
[[nodiscard]] std::optional<Instant> next_due(const Directory& directory, const RuleHolds& holds, const Ticket& ticket);

}  // namespace workflow
