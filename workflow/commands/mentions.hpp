#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <string_view>
#include <vector>

namespace workflow {

/// The technicians whom a text names as @name, each once, in the order of the text; the address ana@desk.example names nobody.
[[nodiscard]] std::vector<const config::Technician*> mentioned(const Directory& directory, std::string_view text);

/// Whoever a technician's own words name watches from now on, and so gets the mail that these words go out with.
void add_mentioned(DecisionBuilder& builder, Ticket& ticket, std::string_view text, const Actor& actor);

}  // namespace workflow
