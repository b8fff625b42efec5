#pragma once

#include "config/config.hpp"
#include "config/reader.hpp"

namespace config {

/// Complains of what no rule can mean although each key reads well: it would never run, or at once on every ticket. `before`
/// holds the rules that stand before it, and the teams.
void check_rule(Section& section, const Rule& rule, const Config& before);

/// Complains of a rule that reminds of what another one has ended by then.
void check_endings(Section& root, const Config& config);

/// Complains of the title or description of a ticket template that asks for what is not filled in there.
void check_holes(Section& section, const TicketTemplate& made);

/// Complains of each name that has no ticket template for clients of any language.
void check_languages(Section& root, const Config& config);

}  // namespace config
