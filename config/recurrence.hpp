#pragma once

#include "config/result.hpp"

#include <chrono>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace config {

/// How an event of a calendar repeats (RFC 5545 3.3.10), in days.
struct Recurrence {
    enum class Every { day, week, month, year };
    Every every = Every::year;
    int interval = 1;
    std::optional<int> count;
    std::optional<std::chrono::sys_days> until;
    std::vector<unsigned> months;                             // 1 to 12
    std::vector<int> month_days;                              // 1 to 31, or from the month's end: -1 is its last day
    std::vector<std::pair<int, std::chrono::weekday>> wdays;  // (n, day): the n-th, from the end when negative; 0: each
};

/// The last day of rules without an end.
inline constexpr std::chrono::sys_days last_occurrence{std::chrono::year{2100} / 12 / 31};

/// Reads "FREQ=YEARLY;BYMONTH=11;BYDAY=4TH". permanent: not such a rule, or an unsupported part.
[[nodiscard]] Result<Recurrence> parse_recurrence(std::string_view text);

/// Every day on which the event begins, `start` first.
[[nodiscard]] std::vector<std::chrono::sys_days> occurrences(const Recurrence& rule, std::chrono::sys_days start);

}  // namespace config
