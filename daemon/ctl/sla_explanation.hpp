#pragma once

#include "workflow/sla/clock_replay.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/model/ticket.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ticketd {

/// The facts from which one clock of a ticket is computed.
struct ClockExplanation {
    struct Span {
        workflow::ClockSpan span;
        std::string calendar;
        std::vector<workflow::BusinessCalendar::Open> open;  // the calendar's hours within the span, when it counts
    };
    workflow::Clock clock = workflow::Clock::response;
    std::optional<std::chrono::seconds> target;
    std::string calendar;
    std::string zone;
    std::string state;  // "running", "paused", "met", "missed", "not begun", "no target"
    bool missed = false;
    std::chrono::microseconds used{0};
    std::optional<config::Instant> due;
    bool anew = false;
    std::vector<Span> spans;
};

/// The explanations of all clocks, computed from the ticket's log.
[[nodiscard]] std::vector<ClockExplanation> explain_clocks(const workflow::Directory& directory, const workflow::Ticket& ticket,
                                                           config::Instant now);

/// The text of `sla explain`, with times in `zone`.
[[nodiscard]] std::string explanation_text(const workflow::Ticket& ticket, const std::vector<ClockExplanation>& explanations,
                                           const date::time_zone* zone);
[[nodiscard]] nlohmann::ordered_json explanation_json(const workflow::Ticket& ticket,
                                                      const std::vector<ClockExplanation>& explanations);

}  // namespace ticketd
