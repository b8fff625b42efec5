#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/model/fields.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace workflow {

/// The visibility that commands request for the text of their mail. Of several the last in this order wins.
enum class Visibility {
    as_addressed,
    published,   // [public]
    internal,    // [note]
    kept_inside  // a command keeps the text from the client, as a query does, without a word of the writer
};
[[nodiscard]] inline bool is_internal(Visibility asked) {
    return asked >= Visibility::internal;
}

/// The result of a list of commands.
struct CommandResult {
    std::vector<Sentence> lines;  // one sentence per command, for the receipt
    Visibility visibility = Visibility::as_addressed;
    Fields asked;                      // fields that a command set, so that no rule changes them
    std::optional<Status> new_status;  // set by [status]; nullopt: unchanged, or changed by another command
    std::optional<int> undo;           // id for undo=; nullopt: nothing can be undone
    std::optional<TicketId> split_to;  // the ticket to which [split] moved a part
};

/// True for addresses of the ticket's client and of our technicians, which may get its mails without further proof.
[[nodiscard]] bool is_inside(const Directory& directory, const Ticket& ticket, std::string_view address);
/// True for mail providers where anybody can have an address, so that the domain proves no client.
[[nodiscard]] bool is_freemail(std::string_view domain);

/// Runs all commands on the ticket. Refused: one of them cannot be done, so none may be: the caller rolls back.
[[nodiscard]] Result<CommandResult> run_commands(DecisionBuilder& builder, Ticket& ticket, std::span<const Command> commands,
                                                 const Actor& actor);

}  // namespace workflow
