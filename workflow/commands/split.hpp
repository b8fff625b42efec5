#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <string>

// Splits an entry and the entries after it off to a new ticket. Later answers to moved entries go to the new ticket.
namespace workflow {

struct SplitOff {
    TicketId number;
    Sentence line;  // for the receipt
};
/// [split] moves the entry that the mail answers, [split=K] the K-th entry as `show` numbers them, each with the entries after
/// it. permanent: there is no such entry, or nothing would be left.
[[nodiscard]] Result<SplitOff> split(DecisionBuilder& builder, Ticket& ticket, const Command& command, const Actor& actor);

/// The ticket, split from `number`, to which an answer to a moved entry belongs. Not set: the mail answers no moved entry.
[[nodiscard]] TicketId where_split(const Snapshot& snapshot, const mail::Message& message, TicketId number);

}  // namespace workflow
