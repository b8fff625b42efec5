#pragma once

#include "workflow/commands/commands.hpp"
#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Commands come by mail, by a confirmation or from the shell, on a ticket or with a new one. All of them run and end here.
namespace workflow {

/// The beginning of a new ticket's history.
struct Opening {
    std::size_t entry = 0;              // its text
    const MailContext* mail = nullptr;  // nullptr: a request opens it
    std::vector<Sentence> lines;        // for technicians: which ticket it goes on from
};

/// Commands, the text beside them, and how they came. It borrows its views for the length of one call.
struct CommandRequest {
    std::span<const Command> commands;
    Actor actor;
    std::string_view words = {};                             // the text as it was written
    std::optional<WrittenText> text = std::nullopt;          // it becomes an entry; nullopt: there is none, or it is `opening`
    std::optional<Opening> opening = std::nullopt;           // nullopt: the ticket was there
    bool to_notes = false;                                   // it came to the address for notes
    bool is_tap = false;                                     // it came to the address of an action; its text is kept as a note
    std::string_view author_address = {};                    // a client at this address gets no copy
    std::optional<std::string_view> subject = std::nullopt;  // for the rules; nullopt: the title
    const config::Technician* receipt_to = nullptr;
};

/// What was done, before the rules run.
struct Applied {
    CommandResult ran;
    Ticket* about = nullptr;  // the text and the receipt are about it: the ticket, or what was split off
};

/// Runs the commands and adds the text: a comment goes to the client, a note to us. Refused: a command cannot be done; the
/// caller rolls back.
[[nodiscard]] Result<Applied> apply_commands(DecisionBuilder& builder, Ticket& ticket, const CommandRequest& request);

/// Runs the rules, announces a new ticket, and sends the receipt.
void finish_commands(DecisionBuilder& builder, Ticket& ticket, const CommandRequest& request, const Applied& applied);

}  // namespace workflow
