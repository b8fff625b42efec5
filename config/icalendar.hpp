#pragma once

#include "config/result.hpp"

#include <chrono>
#include <string_view>
#include <vector>

namespace config {

/// The days that the events of an iCalendar file take whole (RFC 5545), sorted, each once, until the end of 2100: the form in
/// which public holidays are published. Every rule in days is followed (RRULE by year, month, week or day), also EXDATE, RDATE
/// and single dates that were moved. An event that takes part of a day is no holiday, nor is a cancelled one. permanent: not such
/// a file, a value or rule that is not understood, a rule that matches no day, or more than 200 rules; the sentence names the
/// line.
[[nodiscard]] Result<std::vector<std::chrono::sys_days>> parse_icalendar(std::string_view text);

}  // namespace config
