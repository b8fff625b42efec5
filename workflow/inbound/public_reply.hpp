#pragma once

#include "workflow/commands/commands.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <span>
#include <string_view>

namespace workflow {

/// A technician's public text goes to requester and watchers, save `except_address`. The first one is the first response, and
/// it takes an open ticket to in-progress unless a status was asked for.
void publish(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::size_t entry, const CommandResult& ran,
             std::string_view except_address);

/// The requester of a ticket that was resolved without a word is asked whether it is. Who reads that has heard from us: it counts
/// as an answer.
void ask_whether_solved(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view except_address);

/// What ran, what no undo reaches and how to take the rest back, to who gave the commands.
void confirm_to(DecisionBuilder& builder, const config::Technician& technician, const Ticket& ticket,
                std::span<const Command> commands, CommandResult ran);

/// The client wrote, was written to, or the ticket has another status: idle days begin anew. What only we see stirs nothing.
void record_activity(DecisionBuilder& builder, Ticket& ticket);

}  // namespace workflow
