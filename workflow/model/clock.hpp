#pragma once

#include <cstddef>
#include <string_view>

namespace workflow {

/// The SLA clocks: the first answer, the solution, and the time since the last answer, which is never mixed with the first.
enum class Clock { response, resolution, update };
inline constexpr std::size_t clock_count = 3;
[[nodiscard]] std::string_view to_string(Clock clock);  // "response"

}  // namespace workflow
