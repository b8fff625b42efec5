#pragma once

#include "workflow/commands/commands.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string_view>

namespace workflow {

/// Sends a technician's public text to requester and watchers, except `except_address`. The first one is the first response. It
/// moves an open ticket to in-progress unless a command set the status.
void publish(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::size_t entry, const CommandResult& ran,
             std::string_view except_address);

/// Asks the requester of a ticket that was resolved without a text whether it is solved. The question counts as a public reply.
void ask_whether_solved(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view except_address);

/// Sends the receipt to the technician who gave the commands: what ran, what undo cannot take back, and how to undo the rest.
void confirm_to(DecisionBuilder& builder, const config::Technician& technician, const Ticket& ticket,
                std::span<const Command> commands, CommandResult ran);

/// Restarts the idle timer. Call it on activity that the client sees (mails, status changes), not on notes.
void record_activity(DecisionBuilder& builder, Ticket& ticket);

}  // namespace workflow
