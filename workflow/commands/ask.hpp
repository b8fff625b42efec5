#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

[[nodiscard]] bool is_query(CommandKind kind);

/// Puts the question down, to be answered when what it needs is loaded. permanent: nobody can be answered.
/// `ticket`: the one that it was asked on, not set for none.
[[nodiscard]] config::Result<void> ask(DecisionBuilder& builder, const Command& command, const Actor& actor, TicketId ticket);

}  // namespace workflow
