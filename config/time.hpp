#pragma once

#include "config/result.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace config {

/// A point in time in UTC, in microseconds. The database stores it, and `decide` gets it as `now`.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

[[nodiscard]] inline std::int64_t to_micros(Instant at) {
    return at.time_since_epoch().count();
}
[[nodiscard]] inline Instant from_micros(std::int64_t micros) {
    return Instant{std::chrono::microseconds{micros}};
}

/// Formats as RFC 3339 with `Z`, to the second: 2026-11-23T08:30:00Z.
[[nodiscard]] std::string format_rfc3339(Instant at);

/// Reads RFC 3339 with `Z` or any numeric offset. permanent: not such a time.
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);

/// A date for a mail's Date field, in UTC (RFC 5322 3.3): "Mon, 23 Nov 2026 08:30:00 +0000".
[[nodiscard]] std::string format_rfc5322(Instant at);

/// Reads "15m", "8h", "3d", "1h30m", "45s", "2w" (a day has 24 hours). permanent: no number, no unit, or over ten years.
[[nodiscard]] Result<std::chrono::seconds> parse_duration(std::string_view text);

/// Formats a duration in the form that parse_duration reads, in days, hours, minutes and seconds: "1h30m", "3d",
/// "0s". A negative one starts with '-', which parse_duration refuses.
[[nodiscard]] std::string format_duration(std::chrono::seconds span);

}  // namespace config
