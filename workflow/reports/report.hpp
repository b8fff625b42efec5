#pragma once

#include "workflow/model/views.hpp"

#include <optional>
#include <string_view>

namespace workflow {

class Directory;

[[nodiscard]] SlaReport sla_report(const Directory& directory, const ReportFacts& facts, Instant from, Instant to,
                                   std::string_view client, Instant now);

/// The last complete day, week, month or year before `now` in the desk's zone, as in `[report week]`. nullopt: an unknown word.
struct Period {
    Instant from, to;
};
[[nodiscard]] std::optional<Period> last_period(const Directory& directory, std::string_view word, Instant now);

}  // namespace workflow
