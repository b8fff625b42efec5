#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <span>
#include <string>
#include <vector>

namespace workflow {

/// True for the verbs that keep_time looks after.
[[nodiscard]] bool is_about_time(CommandKind kind);

/// Runs the commands about time, whichever place they have among the others, and returns a sentence for each. permanent: one is
/// wrong. What they say about billing and dates belongs to the entry before it, else to the one after it.
[[nodiscard]] config::Result<std::vector<std::string>> keep_time(DecisionBuilder& builder, Ticket& ticket,
                                                                 std::span<const Command> commands, const Actor& actor);

}  // namespace workflow
