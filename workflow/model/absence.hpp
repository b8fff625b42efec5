#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/sentence.hpp"
#include "workflow/model/snapshot.hpp"

#include <string>
#include <string_view>

// An absent technician gets no tickets from a team's round robin. Assigning a ticket to them by name still works.
namespace workflow {

[[nodiscard]] bool is_away(const Snapshot& snapshot, const std::string& technician, Instant now);

/// The end of an absence: the start of a day in the desk's zone, or a duration from now. Refused: neither, or in the past.
[[nodiscard]] Result<Instant> absence_end(const Directory& directory, std::string_view text, Instant now);

}  // namespace workflow
