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

/// What the senders of one transaction were sent, and what was opened without proof, for the caps on acknowledgements. Kept by
/// the minute: a busy hour of one sender is 60 rows, however many mails it had, and the caps look back up to a minute further
/// than they say.
class SenderHistoryRows {
public:
    void add(const workflow::Decision& decision);
    /// Also takes away rows older than the caps look back.
    void write(const Sql& sql, config::Instant now) const;

private:
    struct Sums {
        std::int64_t acknowledged = 0;
        std::int64_t opened = 0;
    };
    std::map<std::string, Sums> sums_;  // by sender; ordered: daemons take their locks in one order
};

[[nodiscard]] std::unordered_map<std::string, workflow::SenderHistory> read_sender_histories(const Sql& sql,
                                                                                             std::span<const std::string> senders,
                                                                                             config::Instant now);
/// The whole desk in the last hour: what it sent, and what senders without proof opened.
struct DeskHistory {
    int acknowledged = 0;
    int opened_unaligned = 0;
};
[[nodiscard]] DeskHistory read_desk_history(const Sql& sql, config::Instant now);

}  // namespace storage
