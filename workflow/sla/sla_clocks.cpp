// Starts, pauses, stops and recomputes the SLA clocks of a ticket.
#include "workflow/sla/sla_clocks.hpp"

#include "workflow/sla/clock_replay.hpp"
#include "workflow/model/business_time.hpp"
#include "workflow/model/status.hpp"

#include <algorithm>
#include <span>

namespace workflow {

namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using Kind = ClockEvent::Kind;

/// nullopt: the clock has not begun.
std::optional<Instant> beginning(const Ticket& ticket, Clock clock) {
    return clock == Clock::update ? ticket.clocks.answered_at : ticket.created_at;
}

/// The instant up to which a clock has counted: when it stopped or paused, or `now` while it counts.
Instant counted_until(const Ticket& ticket, Clock clock, Instant now) {
    const Clocks& clocks = ticket.clocks;
    if (clock == Clock::response) return std::min(clocks.responded_at.value_or(now), clocks.resolved_at.value_or(now));
    return clocks.resolved_at ? *clocks.resolved_at : clocks.paused_since.value_or(now);
}

microseconds passed(const Directory& directory, const Ticket& ticket, Clock clock, Instant until) {
    const auto begin = beginning(ticket, clock);
    return begin ? business_time_between(hours_of(directory, ticket), *begin, until) : microseconds{0};
}

void set_due(const Directory& directory, Ticket& ticket, Clock clock) {
    const auto due = time_at_percent(directory, ticket, clock, 100);
    switch (clock) {
        case Clock::response:
            ticket.clocks.response_due_at = due;
            return;
        case Clock::resolution:
            ticket.clocks.resolution_due_at = due;
            return;
        case Clock::update:
            ticket.clocks.update_due_at = due;
            return;
    }
}

/// The clocks that pause while the ticket waits. While it is resolved, all clocks pause.
constexpr std::array<Clock, 2> pausing{Clock::resolution, Clock::update};

void exclude(const Directory& directory, Ticket& ticket, std::span<const Clock> clocks, Instant from, Instant to) {
    for (const Clock clock : clocks) {
        const auto begin = beginning(ticket, clock);
        if (!begin) continue;
        // An answer given while the ticket was resolved has stopped the response clock within the span.
        const auto& answer = ticket.clocks.responded_at;
        const Instant end = clock == Clock::response && answer ? std::min(*answer, to) : to;
        if (const Instant start = std::max(from, *begin); start < end)
            ticket.clocks.progress(clock).excluded += business_time_between(hours_of(directory, ticket), start, end);
        set_due(directory, ticket, clock);
    }
}

/// A target that is reached late counts as breached, even when no tick reported it in between.
void mark_when_late(const Directory& directory, Ticket& ticket, Clock clock, Instant reached) {
    const auto& due = due_of(ticket, clock);
    if (target_of(directory, ticket, clock) && due && reached > *due && !is_breached(ticket, clock))
        ticket.clocks.breached.emplace_back(to_string(clock));
}

ClockEvent event_at(Kind kind, Instant at) {
    ClockEvent event;
    event.kind = kind;
    event.at = at;
    return event;
}

ClockEvent terms_of(const Ticket& ticket, Kind kind, Instant at) {
    ClockEvent event = event_at(kind, at);
    event.priority = ticket.priority;
    event.contract = ticket.contract;
    return event;
}

/// Sets the used time of `clock` to `time` as of `now`.
void set_used(const Directory& directory, Ticket& ticket, Clock clock, microseconds time, Instant now) {
    const auto until = counted_until(ticket, clock, now);
    ticket.clocks.progress(clock).excluded = passed(directory, ticket, clock, until) - time;
    set_due(directory, ticket, clock);
}

seconds time_at(seconds target, int percent) {
    return target * percent / 100;
}

/// After the target has changed, only the last of the warnings that have passed is still sent. When the clock has run
/// out none is sent, because the breach is reported.
void pass_warnings(const Directory& directory, Ticket& ticket, Clock clock, microseconds used) {
    const auto target = target_of(directory, ticket, clock);
    if (!target) return;
    seconds& warned_until = ticket.clocks.progress(clock).warned_until;
    seconds before{0};
    for (const config::Contract::Step& step : directory.steps(ticket.contract)) {
        const seconds at = time_at(*target, step.at);
        if (at > used) break;
        warned_until = std::max(warned_until, before);
        before = step.at < 100 ? at : seconds{0};
    }
}

/// When a clock that continues at `now` will be due, or was due.
std::optional<Instant> due_when_it_runs(const Directory& directory, const Ticket& ticket, Clock clock, Instant now) {
    const auto target = target_of(directory, ticket, clock);
    if (!target) return std::nullopt;
    const microseconds left = *target - elapsed(directory, ticket, clock, now);
    return left > microseconds{0} ? add_business_time(hours_of(directory, ticket), now, left) : due_of(ticket, clock);
}

/// Negative when `to` is before `from`.
microseconds signed_time_between(const BusinessCalendar& hours, Instant from, Instant to) {
    return from <= to ? business_time_between(hours, from, to) : -business_time_between(hours, to, from);
}

}  // namespace

const BusinessCalendar& hours_of(const Directory& directory, const Ticket& ticket) {
    return directory.business_calendar(ticket.contract, ticket.priority);
}

std::optional<seconds> target_of(const Directory& directory, std::string_view contract, Priority priority, Clock clock) {
    const config::Contract& terms = directory.contract_or_default(contract);
    const auto row = static_cast<std::size_t>(priority);
    switch (clock) {
        case Clock::response:
            return terms.response.at(row);
        case Clock::resolution:
            return terms.resolution.at(row);
        case Clock::update:
            return terms.update.at(row);
    }
    return std::nullopt;
}

std::optional<seconds> target_of(const Directory& directory, const Ticket& ticket, Clock clock) {
    return target_of(directory, ticket.contract, ticket.priority, clock);
}

bool runs(const Directory& directory, const Ticket& ticket, Clock clock) {
    if (is_done(ticket.status) || !beginning(ticket, clock) || !target_of(directory, ticket, clock)) return false;
    if (clock == Clock::response) return !ticket.clocks.responded_at;
    return !ticket.clocks.resolved_at && !ticket.clocks.paused_since;
}

bool is_breached(const Ticket& ticket, Clock clock) {
    return std::find(ticket.clocks.breached.begin(), ticket.clocks.breached.end(), to_string(clock)) !=
           ticket.clocks.breached.end();
}

const std::optional<Instant>& due_of(const Ticket& ticket, Clock clock) {
    const Clocks& clocks = ticket.clocks;
    return clock == Clock::response     ? clocks.response_due_at
           : clock == Clock::resolution ? clocks.resolution_due_at
                                        : clocks.update_due_at;
}

microseconds elapsed(const Directory& directory, const Ticket& ticket, Clock clock, Instant now) {
    const auto all = passed(directory, ticket, clock, counted_until(ticket, clock, now));
    return std::max(all - ticket.clocks.progress(clock).excluded, microseconds{0});
}

int used_percent(const Directory& directory, const Ticket& ticket, Clock clock, Instant now) {
    const auto target = target_of(directory, ticket, clock);
    if (!target || *target <= seconds{0}) return 0;
    return static_cast<int>(
        std::min<std::int64_t>(elapsed(directory, ticket, clock, now) * 100 / microseconds{*target}, 1'000'000));
}

std::optional<Instant> time_at_percent(const Directory& directory, const Ticket& ticket, Clock clock, int percent) {
    const auto target = target_of(directory, ticket, clock);
    const auto begin = beginning(ticket, clock);
    if (!target || !begin) return std::nullopt;
    const microseconds span = time_at(*target, percent) + ticket.clocks.progress(clock).excluded;
    return add_business_time(hours_of(directory, ticket), *begin, span);
}

const config::Contract::Step* next_step(const Directory& directory, const Ticket& ticket, Clock clock) {
    const auto target = target_of(directory, ticket, clock);
    if (!target) return nullptr;
    const Clocks::Progress& count = ticket.clocks.progress(clock);
    const auto& steps = directory.steps(ticket.contract);
    const auto next = std::find_if(steps.begin(), steps.end(), [&](const config::Contract::Step& step) {
        if (step.at >= 100) return step.at > count.last_escalation;
        return count.last_escalation == 0 && time_at(*target, step.at) > count.warned_until;
    });
    return next == steps.end() ? nullptr : &*next;
}

void mark_escalated(const Directory& directory, Ticket& ticket, Clock clock, int percent) {
    Clocks::Progress& count = ticket.clocks.progress(clock);
    if (percent >= 100) {
        count.last_escalation = percent;
    } else if (const auto target = target_of(directory, ticket, clock)) {
        count.warned_until = std::max(count.warned_until, time_at(*target, percent));
    }
}

void start_clocks(const Directory& directory, Ticket& ticket) {
    // A new ticket may get its terms in several steps; only those with which it is opened count.
    auto& log = ticket.clocks.log;
    ClockEvent opened = terms_of(ticket, Kind::opened, ticket.created_at);
    if (log.empty()) {
        log.push_back(std::move(opened));
    } else {
        log.front() = std::move(opened);
    }
    for (const Clock clock : all_clocks)
        set_due(directory, ticket, clock);
}

void status_moved(const Directory& directory, Ticket& ticket, Status from, Instant now) {
    Clocks& clocks = ticket.clocks;
    ClockEvent event = event_at(Kind::status, now);
    event.status = ticket.status;
    clocks.log.push_back(event);
    if (is_done(from) && !is_done(ticket.status) && clocks.resolved_at) {
        exclude(directory, ticket, all_clocks, *clocks.resolved_at, now);
        clocks.resolved_at.reset();
        if (directory.contract_or_default(ticket.contract).reopen == config::Contract::Reopen::anew) {
            clocks.progress(Clock::resolution) = {};
            set_used(directory, ticket, Clock::resolution, microseconds{0}, now);
        }
        // Steps that passed while the ticket was resolved are skipped, except the breach.
        pass_warnings(directory, ticket, Clock::resolution, elapsed(directory, ticket, Clock::resolution, now));
    }
    if (clocks.paused_since && !is_waiting(ticket.status)) {
        exclude(directory, ticket, pausing, *clocks.paused_since, now);
        clocks.paused_since.reset();
    }
    if (!clocks.paused_since && is_waiting(ticket.status)) clocks.paused_since = now;
    if (is_done(ticket.status) && !clocks.resolved_at) {
        clocks.resolved_at = now;
        mark_when_late(directory, ticket, Clock::resolution, now);
        if (!clocks.responded_at) mark_when_late(directory, ticket, Clock::response, now);
    }
}

void answered(const Directory& directory, Ticket& ticket, Instant now) {
    Clocks& clocks = ticket.clocks;
    clocks.log.push_back(event_at(Kind::answer, now));
    if (runs(directory, ticket, Clock::update)) mark_when_late(directory, ticket, Clock::update, now);
    clocks.answered_at = now;
    clocks.progress(Clock::update) = {};
    set_due(directory, ticket, Clock::update);
    if (clocks.responded_at) return;
    mark_when_late(directory, ticket, Clock::response, counted_until(ticket, Clock::response, now));
    clocks.responded_at = now;
}

void answer_taken_back(const Directory& directory, Ticket& ticket, Instant now) {
    Clocks& clocks = ticket.clocks;
    clocks.log.push_back(event_at(Kind::answer_back, now));
    clocks.responded_at = first_answer(clocks.log);
    // The terms may have changed while the clock was stopped, so its time is recomputed from the log.
    const Replay replay = replay_clock(directory, clocks.log, Clock::response, now);
    set_used(directory, ticket, Clock::response, replay.used, now);
    pass_warnings(directory, ticket, Clock::response, replay.used);
    if (clocks.responded_at) return;
    clocks.answered_at.reset();
    clocks.progress(Clock::update) = {};
    set_due(directory, ticket, Clock::update);
}

UsedTime used_time(const Directory& directory, const Ticket& ticket, Instant now) {
    UsedTime all{};
    for (const Clock clock : all_clocks)
        all.at(static_cast<std::size_t>(clock)) = elapsed(directory, ticket, clock, now);
    return all;
}

void keep_used_time(const Directory& directory, Ticket& ticket, const UsedTime& used, Instant now) {
    ticket.clocks.log.push_back(terms_of(ticket, Kind::terms, now));
    for (const Clock clock : all_clocks) {
        const microseconds time = used.at(static_cast<std::size_t>(clock));
        set_used(directory, ticket, clock, time, now);
        pass_warnings(directory, ticket, clock, time);
    }
}

void recompute(const Directory& directory, Ticket& ticket, Instant now) {
    for (const Clock clock : all_clocks) {
        if (ticket.clocks.log.empty()) {
            set_due(directory, ticket, clock);
        } else {
            set_used(directory, ticket, clock, replay_clock(directory, ticket.clocks.log, clock, now).used, now);
        }
    }
}

bool join_clocks(const Directory& directory, Ticket& ticket, const Ticket& from, Instant now) {
    Clocks& clocks = ticket.clocks;
    const bool waited_for = clocks.responded_at && !from.clocks.responded_at;
    if (waited_for) clocks.responded_at.reset();
    for (const Clock clock : {Clock::response, Clock::resolution}) {
        const auto target = target_of(directory, ticket, clock);
        const auto there = due_when_it_runs(directory, from, clock, now);
        if (!target || !there || (clock == Clock::response && clocks.responded_at)) continue;
        const bool others_stands = clock == Clock::response ? from.clocks.responded_at.has_value() : is_done(from.status);
        const microseconds left = *target - elapsed(directory, ticket, clock, now);
        microseconds left_there = signed_time_between(hours_of(directory, ticket), now, *there);
        // The other clock is due at a time outside this calendar's hours. The time left in its own calendar is used,
        // because the merge itself would otherwise cause a breach.
        if (left_there <= microseconds{0} && now < *there)
            left_there = signed_time_between(hours_of(directory, from), now, *there);
        const bool stricter = !others_stands && left_there < left;
        if (!stricter && !(clock == Clock::response && waited_for)) continue;
        ClockEvent event = event_at(Kind::used, now);
        event.clock = clock;
        event.time = std::max(*target - left_there, microseconds{0});
        set_used(directory, ticket, clock, event.time, now);
        pass_warnings(directory, ticket, clock, event.time);
        clocks.log.push_back(event);
    }
    return waited_for;
}

}  // namespace workflow
