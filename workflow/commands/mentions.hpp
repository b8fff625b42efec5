#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <string_view>
#include <vector>

namespace workflow {

/// The technicians that a text mentions as @name, each once, in order. An address such as ana@desk.example is no mention.
[[nodiscard]] std::vector<const config::Technician*> mentioned(const Directory& directory, std::string_view text);

/// Adds the technicians that `text` mentions as watchers, so that they also get the mail with this text.
void add_mentioned(DecisionBuilder& builder, Ticket& ticket, std::string_view text, const Actor& actor);

}  // namespace workflow
