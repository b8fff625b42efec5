#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <span>
#include <string>
#include <vector>

namespace workflow {

/// True for the commands that keep_time runs.
[[nodiscard]] bool is_about_time(CommandKind kind);

/// Runs the commands about time, wherever they are in the list, and returns a sentence for each. Options on billing and date
/// apply to the time before them, else to the one after. permanent: one command is wrong.
[[nodiscard]] Result<std::vector<Sentence>> keep_time(DecisionBuilder& builder, Ticket& ticket, std::span<const Command> commands,
                                                      const Actor& actor);

}  // namespace workflow
