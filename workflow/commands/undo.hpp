#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

// What commands changed on a ticket can be changed back by who gave them, as long as nobody has changed it again.
namespace workflow {

/// Keeps what the commands of `actor` have made of `ticket`, which was `stored`, and of the time log from `first_time` on, in
/// place of what is known of them so far. Returns the name of that set for undo=; 0: there is nothing that can be taken back.
int remember(DecisionBuilder& builder, Ticket& ticket, const Ticket& before, std::size_t first_time,
             std::span<const Command> commands, const Actor& actor);

/// [undo], [undo=7]: takes back the last set of commands of `actor`, a sentence for each thing. permanent: there is none, it is
/// another set, or somebody has changed one of the things since.
[[nodiscard]] config::Result<std::vector<std::string>> take_back(DecisionBuilder& builder, Ticket& ticket, const Command& command,
                                                                 const Actor& actor);

/// True when taking back would write to addresses outside of the client's own again.
[[nodiscard]] bool brings_outsiders_back(const DecisionBuilder& builder, const Ticket& ticket, const std::string& actor);

/// What no undo reaches: mails that go out, a merge, a split. For the receipt.
[[nodiscard]] std::vector<std::string> beyond_undo(const DecisionBuilder& builder, std::span<const Command> commands);

}  // namespace workflow
