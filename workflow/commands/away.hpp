#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>

namespace workflow {

/// Runs [away until 2026-12-01], [away=3d] or [back] and returns a sentence on the result. permanent: not a day, or the actor is
/// not a technician.
[[nodiscard]] Result<Sentence> run_away(DecisionBuilder& builder, const Command& command, const Actor& actor);

}  // namespace workflow
