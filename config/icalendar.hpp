#pragma once

#include "config/result.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace config {

/// Reads an iCalendar file (RFC 5545), the form in which public holidays are published, and returns the days that its
/// events cover fully. The days are sorted, without duplicates, and end with the year 2100. Supported are rules in
/// days (RRULE by year, month, week or day), EXDATE, RDATE and single dates that were moved. An event that covers
/// part of a day is not a holiday, nor is a cancelled one.
/// permanent: not an iCalendar file, a value or rule that is not understood, a rule that matches no day, or more than
/// 200 rules; the message names the line.
[[nodiscard]] Result<std::vector<std::chrono::sys_days>> parse_icalendar(std::string_view text);

}  // namespace config
