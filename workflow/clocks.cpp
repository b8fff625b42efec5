#include "workflow/clocks.hpp"

#include "workflow/business_time.hpp"
#include "workflow/decide.hpp"

#include <algorithm>

namespace workflow {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

bool is_waiting(Status status) {
    return status == Status::waiting_customer || status == Status::waiting_third_party;
}
bool is_done(Status status) {
    return status == Status::resolved || status == Status::closed;
}

seconds& excluded(Ticket& ticket, Clock clock) {
    return clock == Clock::response ? ticket.clocks.response_excluded : ticket.clocks.paused_total;
}
seconds excluded(const Ticket& ticket, Clock clock) {
    return clock == Clock::response ? ticket.clocks.response_excluded : ticket.clocks.paused_total;
}

/// Where a clock stands still: the moment it stopped or paused, or `now` while it counts.
Instant counted_until(const Ticket& ticket, Clock clock, Instant now) {
    const Clocks& clocks = ticket.clocks;
    if (clock == Clock::response) return clocks.responded_at.value_or(now);
    return clocks.resolved_at ? *clocks.resolved_at : clocks.paused_since.value_or(now);
}

void set_due(const Policy& policy, Ticket& ticket, Clock clock) {
    auto& due = clock == Clock::response ? ticket.clocks.response_due_at : ticket.clocks.resolution_due_at;
    due = reaches(policy, ticket, clock, 100);
}

void exclude(const Policy& policy, Ticket& ticket, Clock clock, Instant from, Instant to) {
    excluded(ticket, clock) += std::chrono::round<seconds>(business_time_between(hours_of(policy, ticket), from, to));
    set_due(policy, ticket, clock);
}

/// A goal that is reached late is a breach even when no tick came in between to tell it.
void mark_when_late(Ticket& ticket, Clock clock, Instant reached) {
    const auto& due = clock == Clock::response ? ticket.clocks.response_due_at : ticket.clocks.resolution_due_at;
    if (due && reached > *due && !is_breached(ticket, clock)) ticket.clocks.breached.emplace_back(to_string(clock));
}

}  // namespace

std::string_view to_string(Clock clock) {
    return clock == Clock::response ? "response" : "resolution";
}

const Timetable& hours_of(const Policy& policy, const Ticket& ticket) {
    return policy.timetable(ticket.contract, ticket.priority);
}

std::optional<seconds> target_of(const Policy& policy, const Ticket& ticket, Clock clock) {
    const config::Contract& contract = policy.contract_or_default(ticket.contract);
    const auto priority = static_cast<std::size_t>(ticket.priority);
    return clock == Clock::response ? contract.response.at(priority) : contract.resolution.at(priority);
}

bool runs(const Policy& policy, const Ticket& ticket, Clock clock) {
    if (is_done(ticket.status) || !target_of(policy, ticket, clock)) return false;
    if (clock == Clock::response) return !ticket.clocks.responded_at;
    return !ticket.clocks.resolved_at && !ticket.clocks.paused_since;
}

bool is_breached(const Ticket& ticket, Clock clock) {
    return std::find(ticket.clocks.breached.begin(), ticket.clocks.breached.end(), to_string(clock)) !=
           ticket.clocks.breached.end();
}

int warned(const Ticket& ticket, Clock clock) {
    return clock == Clock::response ? ticket.clocks.response_warned : ticket.clocks.resolution_warned;
}

microseconds used(const Policy& policy, const Ticket& ticket, Clock clock, Instant now) {
    const auto passed = business_time_between(hours_of(policy, ticket), ticket.created_at, counted_until(ticket, clock, now));
    return std::max(passed - excluded(ticket, clock), microseconds{0});
}

int used_percent(const Policy& policy, const Ticket& ticket, Clock clock, Instant now) {
    const auto target = target_of(policy, ticket, clock);
    if (!target || *target <= seconds{0}) return 0;
    return static_cast<int>(std::min<std::int64_t>(used(policy, ticket, clock, now) * 100 / microseconds{*target}, 1'000'000));
}

std::optional<Instant> reaches(const Policy& policy, const Ticket& ticket, Clock clock, int percent) {
    const auto target = target_of(policy, ticket, clock);
    if (!target) return std::nullopt;
    const microseconds span = microseconds{*target} * percent / 100 + excluded(ticket, clock);
    return add_business_time(hours_of(policy, ticket), ticket.created_at, span);
}

void start_clocks(const Policy& policy, Ticket& ticket) {
    for (const Clock clock : both_clocks)
        set_due(policy, ticket, clock);
}

void status_moved(const Policy& policy, Ticket& ticket, Status from, Instant now) {
    Clocks& clocks = ticket.clocks;
    if (is_done(from) && !is_done(ticket.status) && clocks.resolved_at) {
        // It goes on with the time used so far.
        exclude(policy, ticket, Clock::resolution, *clocks.resolved_at, now);
        clocks.resolved_at.reset();
    }
    if (clocks.paused_since && !is_waiting(ticket.status)) {
        exclude(policy, ticket, Clock::resolution, *clocks.paused_since, now);
        clocks.paused_since.reset();
    }
    if (!clocks.paused_since && is_waiting(ticket.status)) clocks.paused_since = now;
    if (is_done(ticket.status) && !clocks.resolved_at) {
        clocks.resolved_at = now;
        mark_when_late(ticket, Clock::resolution, now);
    }
}

void answered(const Policy& policy, Ticket& ticket, Instant now) {
    if (ticket.clocks.responded_at) return;
    if (target_of(policy, ticket, Clock::response)) mark_when_late(ticket, Clock::response, now);
    ticket.clocks.responded_at = now;
}

void answer_taken_back(const Policy& policy, Ticket& ticket) {
    ticket.clocks.responded_at.reset();
    set_due(policy, ticket, Clock::response);
}

UsedTime used_time(const Policy& policy, const Ticket& ticket, Instant now) {
    return {used(policy, ticket, Clock::response, now), used(policy, ticket, Clock::resolution, now)};
}

void keep_used_time(const Policy& policy, Ticket& ticket, const UsedTime& used, Instant now) {
    for (const Clock clock : both_clocks) {
        const Instant until = counted_until(ticket, clock, now);
        const auto passed = business_time_between(hours_of(policy, ticket), ticket.created_at, until);
        excluded(ticket, clock) = std::chrono::round<seconds>(passed - used[static_cast<std::size_t>(clock)]);
        set_due(policy, ticket, clock);
    }
}

SlaView sla_view(const Policy& policy, const Ticket& ticket, Instant now) {
    SlaView view;
    view.paused = ticket.clocks.paused_since.has_value();
    for (const Clock clock : both_clocks) {
        if (!runs(policy, ticket, clock)) continue;
        const auto& due = clock == Clock::response ? ticket.clocks.response_due_at : ticket.clocks.resolution_due_at;
        if (!due || (view.due_at && *view.due_at <= *due)) continue;
        view.due_at = due;
        view.used_percent = used_percent(policy, ticket, clock, now);
    }
    return view;
}

}  // namespace workflow
