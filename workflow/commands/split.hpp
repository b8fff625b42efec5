#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <string>

// Part of a ticket becomes a ticket of its own: an entry and what was said after it. Later answers to what moved go along.
namespace workflow {

struct SplitOff {
    TicketId number;
    std::string line;  // for the receipt
};
/// [split], [split=3]: moves the entry that the mail answers, or the K-th as `show` numbers them, and those behind it. permanent:
/// there is no such entry, or nothing would be left.
[[nodiscard]] config::Result<SplitOff> split(DecisionBuilder& builder, Ticket& ticket, const Command& command,
                                             const Actor& actor);

/// The ticket that an answer to something that moved belongs to: it was split from `number`. Not set: nothing that moved is
/// answered.
[[nodiscard]] TicketId where_split(const Snapshot& snapshot, const mail::Message& message, TicketId number);

}  // namespace workflow
