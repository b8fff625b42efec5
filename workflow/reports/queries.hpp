#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/reports/report.hpp"

// Questions that a technician asks by mail: they are answered by mail and change nothing.
namespace workflow {

/// The times whose tickets an answer needs besides those that are open. nullopt: none.
[[nodiscard]] std::optional<Period> period_of(const Directory& directory, const Query& query, Instant now);

/// The mail that answers; `facts` are of `period_of(query)`, or without one just the tickets that are open. nullopt: the
/// technician is gone.
[[nodiscard]] std::optional<Notification> answer_query(const Directory& directory, const Query& query, const ReportFacts& facts,
                                                       Instant now);

/// The mail that answers [show], with the entries and the time of its ticket, old ones first. nullopt: the technician is gone.
[[nodiscard]] std::optional<Notification> answer_show(const Directory& directory, const Query& query, std::vector<Entry> entries,
                                                      std::vector<TimeEntry> time);

}  // namespace workflow
