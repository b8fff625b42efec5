#pragma once

#include "config/config.hpp"
#include "config/reader.hpp"

namespace config {

/// Complains about a rule that would never run, or would run on every ticket at once, although each of its keys is
/// valid. `before` holds the earlier rules, and the teams.
void check_rule(Section& section, const Rule& rule, const Config& before);

/// Complains about a reminder rule that is due only after another rule has closed the ticket.
void check_endings(Section& root, const Config& config);

/// Complains about a placeholder in a ticket template's title or description for which no value exists.
void check_holes(Section& section, const TicketTemplate& made);

/// Complains about each ticket template name that has versions for some languages but none for the remaining clients.
void check_languages(Section& root, const Config& config);

}  // namespace config
