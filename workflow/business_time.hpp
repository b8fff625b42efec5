#pragma once

#include "config/calendar.hpp"
#include "config/time.hpp"

#include <chrono>
#include <optional>

// Time told in a calendar's hours. A moment counts when its local wall time lies in the week's spans and its local date is no
// holiday: an hour that a change to winter time repeats counts twice, one that a change to summer time skips does not count.
namespace workflow {

using config::Instant;

/// The business time between two moments; 0 when `to` is not after `from`.
[[nodiscard]] std::chrono::microseconds business_time_between(const config::Calendar& calendar, Instant from, Instant to);

/// The first moment at which `span` of business time has passed since `start`; `start` itself for a span of 0 or less.
/// nullopt: never within a hundred years (a calendar without hours).
[[nodiscard]] std::optional<Instant> add_business_time(const config::Calendar& calendar, Instant start,
                                                       std::chrono::microseconds span);

/// The same time of day, `days` days with business hours later.
[[nodiscard]] std::optional<Instant> add_business_days(const config::Calendar& calendar, Instant start, int days);

}  // namespace workflow
