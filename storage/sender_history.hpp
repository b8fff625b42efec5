#pragma once

#include "storage/sql/sql.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/snapshot.hpp"

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace storage {

/// Counts of one transaction for the limits on acknowledgements: acknowledgements sent, and tickets opened without
/// proof. They are stored by the minute: an hour of one sender takes at most 60 rows, and the limits look back up to a
/// minute too far.
class SenderHistoryRows {
public:
    void add(const workflow::Decision& decision);
    /// Writes the counts, and deletes rows that are too old for the limits.
    void write(const Sql& sql, config::Instant now) const;

private:
    struct Sums {
        std::int64_t acknowledged = 0;
        std::int64_t opened = 0;
    };
    std::map<std::string, Sums> sums_;  // by sender; ordered, so that all daemons lock rows in the same order
};

[[nodiscard]] std::unordered_map<std::string, workflow::SenderHistory> read_sender_histories(const Sql& sql,
                                                                                             std::span<const std::string> senders,
                                                                                             config::Instant now);
/// Sums of the whole desk over the last hour.
struct DeskHistory {
    int acknowledged = 0;
    int opened_unaligned = 0;
};
[[nodiscard]] DeskHistory read_desk_history(const Sql& sql, config::Instant now);

}  // namespace storage
