#pragma once

#include "config/time.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <optional>
#include <string>
#include <string_view>

// How people write times of work: "30m", "1h30m", "09:00-10:15", "-30m", "2026-11-20". The zone is the desk's; none is UTC.
namespace workflow {

using config::Instant;

/// "2026-11-20". nullopt: no such day.
[[nodiscard]] std::optional<date::local_days> parse_date(std::string_view text);
/// "2026-11-24 18:00 CET".
[[nodiscard]] std::string shown_time(Instant at, const date::time_zone* zone);
/// "1h30m", "-45m", "33h": work is added up in hours, not in days.
[[nodiscard]] std::string work_words(std::chrono::minutes span);
/// The first moment of a day.
[[nodiscard]] Instant day_begins(date::local_days day, const date::time_zone* zone);

struct WorkSpan {
    int minutes = 0;  // below zero: taken back
    Instant from{}, to{};
};
/// A length or a beginning and an end, on `day`. Without a day, "09:00-10:15" is the last one that has begun. A length is taken
/// to have ended now, or at this time of that day. nullopt: neither.
[[nodiscard]] std::optional<WorkSpan> read_time(std::string_view text, std::optional<date::local_days> day,
                                                const date::time_zone* zone, Instant now);

/// The end of what began at `since`: "17:30" is the next one after it, "30m" is so much later.
[[nodiscard]] std::optional<Instant> read_end(std::string_view text, Instant since, const date::time_zone* zone);

}  // namespace workflow
