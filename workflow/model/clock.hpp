#pragma once

#include <cstddef>
#include <string_view>

namespace workflow {

/// The SLA clocks: until the first response, until the resolution, and from each public reply until the next update.
enum class Clock { response, resolution, update };
inline constexpr std::size_t clock_count = 3;
[[nodiscard]] std::string_view to_string(Clock clock);  // "response"

}  // namespace workflow
