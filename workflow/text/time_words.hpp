#pragma once

#include "config/time.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <optional>
#include <string>
#include <string_view>

// Reads and writes times of work: "30m", "1h30m", "09:00-10:15", "-30m", "2026-11-20". The zone is the desk's; nullptr is UTC.
namespace workflow {

using config::Instant;

/// Reads "2026-11-20". nullopt: not a date.
[[nodiscard]] std::optional<date::local_days> parse_date(std::string_view text);
/// "2026-11-24 18:00 CET".
[[nodiscard]] std::string shown_time(Instant at, const date::time_zone* zone);
/// "1h30m", "-45m", "33h": in hours and minutes, never in days.
[[nodiscard]] std::string work_words(std::chrono::minutes span);
/// The first moment of a day.
[[nodiscard]] Instant day_begins(date::local_days day, const date::time_zone* zone);

struct WorkSpan {
    int minutes = 0;  // negative: a correction
    Instant from{}, to{};
};
/// Reads a length, or a begin and end on `day`. Without a day, "09:00-10:15" is the latest such span that has begun. A length
/// ends now, or at this time on `day`. nullopt: neither.
[[nodiscard]] std::optional<WorkSpan> read_time(std::string_view text, std::optional<date::local_days> day,
                                                const date::time_zone* zone, Instant now);

/// The end of a span that began at `since`: "17:30" is the next such time, "30m" is a length.
[[nodiscard]] std::optional<Instant> read_end(std::string_view text, Instant since, const date::time_zone* zone);

}  // namespace workflow
