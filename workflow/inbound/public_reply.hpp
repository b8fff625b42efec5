#pragma once

#include "workflow/commands/commands.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string_view>

namespace workflow {

/// Sends a technician's public text to the requester and the watchers, except to `except_address`. A ticket's first public text
/// counts as its first response. Each one moves an open ticket to in-progress unless a command set the status.
void publish(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::size_t entry, const CommandResult& ran,
             std::string_view except_address);

/// Asks the requester of a ticket that was resolved without a text whether it is solved. The question counts as a public reply.
void ask_whether_solved(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view except_address);

/// Restarts the idle timer. Call it on activity that the client sees (mails, status changes), not on notes.
void record_activity(DecisionBuilder& builder, Ticket& ticket);

}  // namespace workflow
