#pragma once

#include "config/result.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace config {

/// The days that the events of an iCalendar file take whole (RFC 5545), sorted, each once, until the end of 2100: what public
/// holidays are published as. Rules that repeat by year, month, week or day are followed, with BYMONTH, BYMONTHDAY, BYDAY,
/// INTERVAL, COUNT and UNTIL, also EXDATE, RDATE and single dates that were moved. An event that takes part of a day is no
/// holiday, nor is a cancelled one. permanent: not such a file, or a rule that is not followed; the sentence names the line.
[[nodiscard]] Result<std::vector<std::chrono::sys_days>> parse_icalendar(std::string_view text);

}  // namespace config
