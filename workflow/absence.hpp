#pragma once

#include "workflow/command_parse.hpp"
#include "workflow/work.hpp"

#include <string>
#include <string_view>

// Who is away gets nothing from a team's turns; what is given by name is given.
namespace workflow {

[[nodiscard]] bool is_away(const Snapshot& snapshot, const std::string& technician, Instant now);

/// When `text` ends an absence: the beginning of a day of the desk's zone, or a span from now. permanent: neither, or past.
[[nodiscard]] config::Result<Instant> absence_end(const Policy& policy, std::string_view text, Instant now);

/// [away until 2026-12-01], [away=3d], [back]: returns what is so now. permanent: no day, or nobody who could be away.
[[nodiscard]] config::Result<std::string> run_away(Work& work, const Command& command, const Actor& actor);

}  // namespace workflow
