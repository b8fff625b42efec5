#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/snapshot.hpp"

#include <string>
#include <string_view>

// Who is away gets nothing from a team's turns; what is given by name is given.
namespace workflow {

[[nodiscard]] bool is_away(const Snapshot& snapshot, const std::string& technician, Instant now);

/// When `text` ends an absence: the beginning of a day of the desk's zone, or a span from now. permanent: neither, or past.
[[nodiscard]] config::Result<Instant> absence_end(const Directory& directory, std::string_view text, Instant now);

}  // namespace workflow
