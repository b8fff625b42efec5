#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

[[nodiscard]] bool is_query(CommandKind kind);

/// Records the query; it is answered once its data is loaded. `ticket` is the ticket of the mail, not set for none. permanent:
/// there is nobody to answer.
[[nodiscard]] Result<void> ask(DecisionBuilder& builder, const Command& command, const Actor& actor, TicketId ticket);

}  // namespace workflow
