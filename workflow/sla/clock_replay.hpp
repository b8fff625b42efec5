#pragma once

#include "workflow/sla/sla_clocks.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

// A clock reckoned from its log alone, span by span: what `sla explain` shows, and the second way that proves the first.
namespace workflow {

/// One stretch of a clock between two events: it counted, or it stood still.
struct ClockSpan {
    Instant from, to;
    bool counts = false;
    std::chrono::microseconds time{0};  // counted in it
    std::string why;                    // "in progress", "waits for the customer"
    Priority priority = Priority::medium;
    std::string contract;
};

struct Replay {
    std::vector<ClockSpan> spans;       // without gaps from the clock's beginning to its end or to now; empty: it has not begun
    std::chrono::microseconds used{0};  // less than the sum of the spans when it began anew on the way
    Priority priority = Priority::medium;  // the terms at the end
    std::string contract;
    bool anew = false;  // it began again when the ticket was reopened
};

[[nodiscard]] Replay replay_clock(const Directory& directory, const std::vector<ClockEvent>& log, Clock clock, Instant now);

/// The public answer that counts as the first one. nullopt: none, or each came back.
[[nodiscard]] std::optional<Instant> first_answer(const std::vector<ClockEvent>& log);

}  // namespace workflow
