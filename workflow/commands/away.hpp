#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>

namespace workflow {

/// [away until 2026-12-01], [away=3d], [back]: returns what is so now. permanent: no day, or nobody who could be away.
[[nodiscard]] config::Result<std::string> run_away(DecisionBuilder& builder, const Command& command, const Actor& actor);

}  // namespace workflow
