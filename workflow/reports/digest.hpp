#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace workflow {

/// The local date ("2026-11-23") whose digest is to be sent at `now`: its time has come, or was earlier that day while no daemon
/// ran. nullopt: none is.
[[nodiscard]] std::optional<std::string> digest_day(const config::Digest& digest, Instant now);

/// The morning's mail to each technician, leads with what is late or due in their teams, from all open tickets. Who has nothing
/// to look at or is away gets none.
[[nodiscard]] std::vector<Notification> digests(const Directory& directory, const std::vector<Ticket>& open,
                                                const std::map<std::string, Instant>& away, Instant now);

}  // namespace workflow
