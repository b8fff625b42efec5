#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/reports/report.hpp"

// Queries that technicians send by mail. They are answered by mail and change nothing.
namespace workflow {

/// The period whose tickets the answer needs in addition to the open ones. nullopt: open tickets are enough.
[[nodiscard]] std::optional<Period> period_of(const Directory& directory, const Query& query, Instant now);

/// The answer mail. `facts` cover `period_of(query)`, or the open tickets when there is no period. nullopt: the
/// technician is no longer in the config.
[[nodiscard]] std::optional<Notification> answer_query(const Directory& directory, const Query& query, const ReportFacts& facts,
                                                       Instant now);

/// The answer to [show], with the entries and logged time of its ticket, oldest first. nullopt: the technician is no
/// longer in the config.
[[nodiscard]] std::optional<Notification> answer_show(const Directory& directory, const Query& query, std::vector<Entry> entries,
                                                      std::vector<TimeEntry> time);

}  // namespace workflow
