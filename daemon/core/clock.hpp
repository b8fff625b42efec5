#pragma once

#include "config/time.hpp"

#include <chrono>

namespace ticketd {

/// Business time: the system clock. Deadlines of sockets use the steady clock instead.
[[nodiscard]] inline config::Instant wall_clock() {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace ticketd
