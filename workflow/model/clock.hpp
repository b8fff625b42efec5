#pragma once

#include <cstddef>
#include <string_view>

namespace workflow {

/// The SLA clocks: to the first response, to the resolution, and from each public reply to the next update.
enum class Clock { response, resolution, update };
inline constexpr std::size_t clock_count = 3;
[[nodiscard]] std::string_view to_string(Clock clock);  // "response"

}  // namespace workflow
