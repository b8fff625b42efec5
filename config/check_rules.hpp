#pragma once

#include "config/config.hpp"
#include "config/reader.hpp"

namespace config {

/// Complains of a rule that would never run, or would run at once on every ticket, although each key is valid. `before` holds
/// the earlier rules, and the teams.
void check_rule(Section& section, const Rule& rule, const Config& before);

/// Complains of a reminder rule that is due only after another rule has closed the ticket.
void check_endings(Section& root, const Config& config);

/// Complains of a placeholder in a ticket template's title or description that is not filled in there.
void check_holes(Section& section, const TicketTemplate& made);

/// Complains of each ticket template name that has versions for some languages but none for the remaining clients.
void check_languages(Section& root, const Config& config);

}  // namespace config
