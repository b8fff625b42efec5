#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <vector>

namespace workflow {

/// The visibility that commands request for the text of their mail.
enum class Visibility { as_addressed, internal, published };

/// The result of a list of commands.
struct CommandResult {
    std::vector<std::string> lines;  // one sentence per command, for the receipt
    Visibility visibility = Visibility::as_addressed;
    bool status = false;  // a command set the status, so no rule changes it
    bool priority = false;
    bool assignment = false;
    bool category = false;
    bool resolved = false;     // the ticket became resolved just now
    bool kept_inside = false;  // a command keeps the mail's text internal
    int undo = 0;              // id for undo=; 0: nothing can be undone
    TicketId split_to;         // the ticket to which [split] moved a part
};

/// True for addresses of the ticket's client and of our technicians, which may get its mails without further proof.
[[nodiscard]] bool is_inside(const Directory& directory, const Ticket& ticket, std::string_view address);
/// True for mail providers where anybody can have an address, so that the domain proves no client.
[[nodiscard]] bool is_freemail(std::string_view domain);

/// Runs all commands on the ticket. permanent: one of them failed, and the caller must roll back the builder.
[[nodiscard]] config::Result<CommandResult> run_commands(DecisionBuilder& builder, Ticket& ticket,
                                                         const std::vector<Command>& commands, const Actor& actor);

}  // namespace workflow
