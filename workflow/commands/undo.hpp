#pragma once

#include "workflow/commands/command_parse.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Undo: the author of commands can take back their changes, as long as nobody has changed the same values since.
namespace workflow {

/// Records the changes that the commands of `actor` made to `ticket` since `before`, and to the time log from index `first_time`
/// on. Replaces the actor's earlier record. Returns its id for undo=; nullopt: nothing can be undone.
std::optional<int> remember(DecisionBuilder& builder, Ticket& ticket, const Ticket& before, std::size_t first_time,
                            std::span<const Command> commands, const Actor& actor);

/// Adds what an answer changed by itself since `before` to what its author can take back: to `undo`, the record of the commands
/// of the same mail, or to a record of its own.
void remember_claim(DecisionBuilder& builder, Ticket& ticket, const Ticket& before, std::optional<int> undo, const Actor& actor);

/// [undo], [undo=7]: takes back the last commands of `actor` and returns a sentence for each change. permanent: there is no
/// record, it has another id, or somebody has changed one of the values since.
[[nodiscard]] Result<std::vector<Sentence>> take_back(DecisionBuilder& builder, Ticket& ticket, const Command& command,
                                                      const Actor& actor);

/// True when undo would add addresses outside the client again.
[[nodiscard]] bool brings_outsiders_back(const DecisionBuilder& builder, const Ticket& ticket, const std::string& actor);

/// The effects that undo cannot take back, for the receipt: sent mails, a merge, a split.
[[nodiscard]] std::vector<Sentence> beyond_undo(const DecisionBuilder& builder, std::span<const Command> commands);

}  // namespace workflow
