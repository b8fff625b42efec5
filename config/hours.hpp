#pragma once

#include "config/calendar.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace config {

/// The name of the built-in 24x7 calendar.
inline constexpr std::string_view always_name = "24x7";
[[nodiscard]] Calendar always_open(const date::time_zone* zone);

/// The names of the days in keys and lists, Monday first.
inline constexpr std::array<std::string_view, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// "07:30" as minutes from midnight. permanent: not a time of day.
[[nodiscard]] Result<std::chrono::minutes> parse_time_of_day(std::string_view text);

/// Reads "09:00-12:00,13:00-18:00". A span whose end is not after its start runs across midnight and gets an end past 24:00.
/// permanent: not such a list, or an empty span.
[[nodiscard]] Result<std::vector<Span>> parse_hours(std::string_view text);

/// Writes "22:00-06:00", also for a span that runs across midnight.
[[nodiscard]] std::string format_span(Span span);

/// The day named by "2026-12-25". permanent: no such day.
[[nodiscard]] Result<std::chrono::sys_days> parse_day(std::string_view text);

/// The zone with an IANA name, from the system's tzdata. permanent: there is no such zone.
[[nodiscard]] Result<const date::time_zone*> find_zone(std::string_view name);

}  // namespace config
