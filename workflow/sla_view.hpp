#pragma once

#include "workflow/ticket.hpp"

#include <chrono>
#include <optional>

namespace workflow {

/// How a ticket's clocks stand, as people see it: by the running one that is due first.
struct SlaView {
    enum class State {
        none,  // no clock runs
        paused,
        green,
        amber,  // three quarters are used
        red     // over its time
    };
    State state = State::none;
    std::optional<int> used_percent;  // nullopt: none runs
    std::optional<Instant> due_at;
    std::optional<Clock> clock;
    std::chrono::microseconds left{0};  // in its business hours; negative: over it
    bool paused = false;
};
[[nodiscard]] std::string_view to_string(SlaView::State state);  // "green"

}  // namespace workflow
