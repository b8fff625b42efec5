#pragma once

#include "config/result.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace config {

/// The all-day events of an iCalendar file (RFC 5545), the usual form of public holidays, as days until the end of 2100, sorted
/// and unique. Supports rules by year, month, week or day with BYMONTH, BYMONTHDAY, BYDAY, INTERVAL, COUNT and UNTIL, also
/// EXDATE, RDATE and moved dates. Ignores cancelled events and events within a day. permanent: not such a file, or an
/// unsupported rule; the sentence names the line.
[[nodiscard]] Result<std::vector<std::chrono::sys_days>> parse_icalendar(std::string_view text);

}  // namespace config
