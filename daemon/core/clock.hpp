#pragma once

#include "config/time.hpp"

#include <chrono>

namespace ticketd {

/// The system clock, which decisions use as `now`. Deadlines of sockets use the steady clock.
[[nodiscard]] inline config::Instant wall_clock() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace ticketd
