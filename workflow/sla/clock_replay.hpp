#pragma once

#include "workflow/sla/sla_clocks.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

// Computes a clock from its log alone, span by span. `sla explain` shows the result; a test compares it with sla_clocks.
namespace workflow {

/// The time between two events of a clock, during which it either counted or was paused.
struct ClockSpan {
    Instant from, to;
    bool counts = false;
    std::chrono::microseconds time{0};  // business time counted in the span
    std::string why;                    // "in progress", "waits for the customer"
    Priority priority = Priority::medium;
    std::string contract;
};

struct Replay {
    std::vector<ClockSpan> spans;          // no gaps from the clock's start to its end or to now; empty: it has not started
    std::chrono::microseconds used{0};     // less than the sum of the spans when the clock was restarted
    Priority priority = Priority::medium;  // the terms at the end of the log
    std::string contract;
    bool anew = false;  // the clock was restarted by a reopening
};

[[nodiscard]] Replay replay_clock(const Directory& directory, const std::vector<ClockEvent>& log, Clock clock, Instant now);

/// The public reply that counts as the first response. nullopt: there is none, or all bounced.
[[nodiscard]] std::optional<Instant> first_answer(const std::vector<ClockEvent>& log);

}  // namespace workflow
