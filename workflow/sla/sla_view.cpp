// Computes the state of a ticket's clocks as people see it: percentage used, time left, colour.
#include "workflow/sla/sla_view.hpp"

#include "workflow/model/business_time.hpp"
#include "workflow/sla/sla_clocks.hpp"

namespace workflow {

SlaView sla_view(const Directory& directory, const Ticket& ticket, Instant now) {
    constexpr int amber_from = 75;
    SlaView view;
    view.paused = ticket.clocks.paused_since.has_value();
    for (const Clock clock : all_clocks) {
        if (!runs(directory, ticket, clock)) continue;
        const auto& due = due_of(ticket, clock);
        if (!due || (view.due_at && *view.due_at <= *due)) continue;
        view.due_at = due;
        view.clock = clock;
        view.used_percent = used_percent(directory, ticket, clock, now);
    }
    if (view.due_at) {
        const BusinessCalendar& hours = hours_of(directory, ticket);
        const bool late = *view.due_at <= now;
        view.left = late ? -business_time_between(hours, *view.due_at, now) : business_time_between(hours, now, *view.due_at);
        using State = SlaView::State;
        view.state = late ? State::red : *view.used_percent >= amber_from ? State::amber : State::green;
    } else if (view.paused) {
        view.state = SlaView::State::paused;
    }
    return view;
}

}  // namespace workflow
