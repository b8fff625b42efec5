#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <vector>

namespace workflow {

/// What commands ask for the text that came with them.
enum class Visibility { as_addressed, internal, published };

/// What ran.
struct CommandResult {
    std::vector<std::string> lines;  // one sentence a command, for the receipt
    Visibility visibility = Visibility::as_addressed;
    bool status = false;  // a status was asked for
    bool priority = false;
    bool assignment = false;
    bool category = false;
    bool resolved = false;     // the ticket became resolved just now
    bool kept_inside = false;  // one of them keeps the text that came with it from the client
    int undo = 0;              // names what ran for undo=; 0: nothing of it can be taken back
    TicketId split_to;         // the ticket that a part went to
};

/// True for the client's own people and ours: they may hear of the ticket without further proof.
[[nodiscard]] bool is_inside(const Directory& directory, const Ticket& ticket, std::string_view address);
/// Where anybody can have an address: being there shows no client.
[[nodiscard]] bool is_freemail(std::string_view domain);

/// Runs all commands on the ticket. permanent: one of them cannot be done, so none may be: the caller drops the Work.
[[nodiscard]] config::Result<CommandResult> run_commands(DecisionBuilder& builder, Ticket& ticket,
                                                         const std::vector<Command>& commands, const Actor& actor);

}  // namespace workflow
