#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace workflow {

/// The local date ("2026-11-23") whose digest is due at `now`, even when its time passed earlier that day while no daemon ran.
/// nullopt: none is due.
[[nodiscard]] std::optional<std::string> digest_day(const config::Digest& digest, Instant now);

/// The digest mails, made from all open tickets. A lead's digest includes the late and due tickets of their teams.
/// Absent technicians and those without such tickets get none.
[[nodiscard]] std::vector<Notification> digests(const Directory& directory, const std::vector<Ticket>& open,
                                                const std::map<std::string, Instant>& away, Instant now);

}  // namespace workflow
