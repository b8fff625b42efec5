// The time log of a ticket: entries, timers, rounding, corrections.
#include "workflow/tickets/time_tracking.hpp"

#include "workflow/model/business_time.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"

#include <algorithm>
#include <numeric>

namespace workflow {

namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr hours shortest_day{1};   // a timer is not asked about sooner after its start
constexpr hours longest_day{10};   // nor later; of a desk that never closes always then
constexpr hours longest_break{4};  // a longer gap in the hours ends the working day
constexpr hours between_questions{24};

/// The end of the working day in which a timer was started.
Instant day_ends(const Directory& directory, const Ticket& ticket, Instant since) {
    const BusinessCalendar& table = hours_of(directory, ticket);
    Instant end = since + longest_day;
    if (!table.is_always()) {
        auto open = table.next_open(since);
        for (int breaks = 0; open && open->to < since + longest_day && breaks < 24; ++breaks) {
            end = open->to;
            const auto next = table.next_open(open->to);
            if (!next || next->from - open->to > longest_break) break;
            open = next;
        }
    }
    return std::clamp(end, since + shortest_day, since + longest_day);
}

Instant question_at(const Directory& directory, const Ticket& ticket, const Effort& effort) {
    return effort.asked_at ? *effort.asked_at + between_questions : day_ends(directory, ticket, *effort.timer_since);
}

}  // namespace

std::string span_words(int count) {
    return work_words(minutes{count});
}

Effort& effort_of(Ticket& ticket, const std::string& technician) {
    const auto found = std::find_if(ticket.efforts.begin(), ticket.efforts.end(),
                                    [&](const Effort& one) { return one.technician == technician; });
    if (found != ticket.efforts.end()) return *found;
    ticket.efforts.push_back({.technician = technician});
    return ticket.efforts.back();
}

ReversibleTime reversible_time(const Effort& effort, bool billable) {
    if (!effort.unbilled) return {effort.worked, effort.counted};
    const int unbilled = *effort.unbilled;
    return billable ? ReversibleTime{effort.worked - unbilled, effort.counted - unbilled} : ReversibleTime{unbilled, unbilled};
}

Sentence reversible_times(const Effort& effort) {
    if (effort.unbilled.value_or(0) == 0) return plain(span_words(effort.worked));
    return say("value.both-times", span_words(effort.worked - *effort.unbilled), span_words(*effort.unbilled));
}

Changes book_time(DecisionBuilder& builder, Ticket& ticket, TimeEntry entry, const Actor& actor, const Cause& why,
                  TimeSource source) {
    entry.ticket = ticket.number;
    entry.at = builder.now;
    Effort& effort = effort_of(ticket, entry.technician);
    effort.worked += entry.worked;
    effort.counted += entry.minutes;
    if (effort.unbilled && !entry.billable) *effort.unbilled += entry.minutes;
    // "14:00-15:00" before noon was yesterday: hours that were given are shown with their day.
    const bool hours_given = source == TimeSource::hours;
    const TicketEvent what = source == TimeSource::timer
                                 ? TicketEvent(event::TimerStopped{entry.technician, entry.worked, entry.minutes, entry.billable,
                                                                   entry.from, entry.to, why})
                                 : event::TimeBooked{entry.technician, entry.worked, entry.minutes, entry.billable,
                                                     entry.from,       entry.to,     hours_given,   why};
    builder.decision.time.push_back(std::move(entry));
    return builder.change(ticket, actor, what, why);
}

int counted_for(const DecisionBuilder& builder, const Ticket& ticket, const Effort& effort, int worked, bool billable) {
    const ReversibleTime kept = reversible_time(effort, billable);
    if (worked < 0) return kept.worked + worked == 0 ? -kept.counted : std::max(worked, -kept.counted);
    return billable ? counted_minutes(builder.directory.contract_or_default(ticket.contract), worked) : worked;
}

Changes end_timer(DecisionBuilder& builder, Ticket& ticket, Effort& effort, Instant end, TimeNote note, const Actor& actor,
                  const Cause& why) {
    TimeEntry entry;
    entry.technician = effort.technician;
    entry.from = *effort.timer_since;
    entry.to = std::max(end, entry.from);
    entry.worked = static_cast<int>(std::max<std::int64_t>(1, std::chrono::ceil<minutes>(entry.to - entry.from).count()));
    entry.minutes = counted_for(builder, ticket, effort, entry.worked, note.billable);
    entry.billable = note.billable;
    entry.text = std::move(note.text);
    effort.timer_since.reset();
    effort.asked_at.reset();
    return book_time(builder, ticket, std::move(entry), actor, why, TimeSource::timer);
}

Result<Changes> reverse_time(DecisionBuilder& builder, Ticket& ticket, TimeEntry entry, const Actor& actor, const Cause& why) {
    const Effort& effort = effort_of(ticket, entry.technician);
    const ReversibleTime kept = reversible_time(effort, entry.billable);
    if (kept.worked - entry.worked < 0 || kept.counted - entry.minutes < 0)
        return refusal("refused.time-gone", span_words(entry.worked), entry.technician);
    entry.worked = -entry.worked;
    entry.minutes = -entry.minutes;
    return book_time(builder, ticket, std::move(entry), actor, why);
}

void describe_time(DecisionBuilder& builder, const Ticket& ticket, std::string_view text) {
    for (TimeEntry& entry : builder.decision.time)
        if (entry.ticket == ticket.number && entry.text.empty()) entry.text = text::cut(text::first_line(text), max_time_text);
}

std::vector<Sentence> stop_timers(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const Cause& why) {
    std::vector<Sentence> lines;
    for (Effort& effort : ticket.efforts) {
        if (!effort.timer_since) continue;
        const Instant since = *effort.timer_since;
        const Instant day_end = day_ends(builder.directory, ticket, since);
        const Changes stopped = end_timer(builder, ticket, effort, std::min(builder.now, day_end), {}, {}, why);
        Sentence line = day_end < builder.now ? say("done.timer-cut", stopped, since, day_end) : say("done.change", stopped);
        // Now, not with the rest: no other news of the ticket says it.
        if (const config::Technician* owner = builder.directory.technician(effort.technician); owner && owner->name != actor.name)
            notify(builder, ticket, {owner}, MailKind::notice, std::nullopt, {say("notice.timer", why, line)}, actor.name);
        lines.push_back(std::move(line));
    }
    return lines;
}

std::optional<Instant> next_timer_question(const Directory& directory, const Ticket& ticket) {
    std::optional<Instant> first;
    for (const Effort& effort : ticket.efforts) {
        if (!effort.timer_since || !directory.technician(effort.technician)) continue;
        const Instant at = question_at(directory, ticket, effort);
        if (!first || at < *first) first = at;
    }
    return first;
}

void ask_about_timers(DecisionBuilder& builder, Ticket& ticket) {
    for (Effort& effort : ticket.efforts) {
        const config::Technician* technician = builder.directory.technician(effort.technician);
        if (!effort.timer_since || !technician || question_at(builder.directory, ticket, effort) > builder.now) continue;
        effort.asked_at = builder.now;
        const auto runs = std::chrono::floor<minutes>(builder.now - *effort.timer_since);
        ask_about_timer(builder, ticket, *technician, say("ask.timer", *effort.timer_since, work_words(runs)));
        builder.event(ticket, {}, event::TimerAsked{effort.technician, static_cast<int>(runs.count())});
    }
}

int minutes_total(const Ticket& ticket) {
    return std::accumulate(ticket.efforts.begin(), ticket.efforts.end(), 0,
                           [](int sum, const Effort& one) { return sum + one.counted; });
}

int counted_minutes(const config::Contract& contract, int worked) {
    const int least = std::max(worked, static_cast<int>(contract.minimum.count()));
    const auto step = static_cast<int>(contract.rounding.count());
    return step <= 0 ? least : (least + step - 1) / step * step;
}

}  // namespace workflow
