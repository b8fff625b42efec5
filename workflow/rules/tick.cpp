// Applies the effects of time to a ticket: SLA steps, snooze, timers, tick rules, closing.
#include "workflow/rules/tick.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/due.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/recipients.hpp"
#include "workflow/rules/rule_schedule.hpp"
#include "workflow/rules/rules.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/time_tracking.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <algorithm>
#include <map>

namespace workflow {

namespace {

void earlier(std::optional<Instant>& first, std::optional<Instant> at) {
    if (at && (!first || *at < *first)) first = at;
}

/// A notification that is sent later than this says that it is late, because the desk was down.
constexpr std::chrono::minutes on_time{5};

void add(Technicians& whom, const config::Technician* technician) {
    if (technician && std::find(whom.begin(), whom.end(), technician) == whom.end()) whom.push_back(technician);
}

void add_all(Technicians& whom, const Technicians& more) {
    for (const config::Technician* one : more)
        add(whom, one);
}

bool names(const config::Contract::Step& step, std::string_view role) {
    return std::find(step.tell.begin(), step.tell.end(), role) != step.tell.end();
}

Technicians told_at(const DecisionBuilder& builder, const Ticket& ticket, const config::Contract::Step& step) {
    Technicians whom;
    for (const std::string& role : step.tell) {
        if (role != "client") add_all(whom, in_role(builder, ticket, role));
        if (role == "assignee") add_all(whom, stand_ins(builder, ticket));
    }
    if (names(step, "lead") && step.at >= 100) add_all(whom, escalated_to(builder, ticket));
    if (!step.tell.empty()) return whom;
    add_all(whom, audience(builder, ticket));
    add_all(whom, stand_ins(builder, ticket));
    // The lead is notified of a breach, no matter who works on the ticket.
    const config::Team* team = step.at >= 100 ? builder.directory.team(ticket.team) : nullptr;
    if (team) add(whom, builder.directory.technician(team->lead));
    return whom;
}

/// Whether the client is notified of a breach. Only the first step that names the client, from the breach on, does so.
bool client_hears(const Directory& directory, const Ticket& ticket, const config::Contract::Step& step, bool was_breached) {
    if (step.at < 100 || !names(step, "client") || (step.at == 100 && was_breached)) return false;
    const auto& steps = directory.steps(ticket.contract);
    return std::none_of(steps.begin(), steps.end(), [&](const config::Contract::Step& one) {
        return one.at >= 100 && one.at < step.at && names(one, "client");
    });
}

Sentence told_line(const DecisionBuilder& builder, Clock clock, int percent, Instant reached, const std::optional<Instant>& due) {
    Sentence line = percent == 100        ? say("sla.target-was-due", clock, reached)
                    : !due                ? say("sla.time-used", percent, clock)
                    : *due <= builder.now ? say("sla.time-used-was-due", percent, clock, *due)
                                          : say("sla.time-used-due", percent, clock, *due);
    return builder.now - reached > on_time ? say("sla.told-late", std::move(line)) : say("sla.on-time", std::move(line));
}

struct NextStep {
    Clock clock = Clock::response;
    const config::Contract::Step* step = nullptr;  // nullptr: there is none
    Instant at = Instant::max();
};

/// The step that comes first among all running clocks.
NextStep first_step(const Directory& directory, const Ticket& ticket) {
    NextStep first;
    for (const Clock clock : all_clocks) {
        if (!runs(directory, ticket, clock)) continue;
        const config::Contract::Step* step = next_step(directory, ticket, clock);
        const auto at = step ? time_at_percent(directory, ticket, clock, step->at) : std::nullopt;
        if (at && *at < first.at) first = {clock, step, *at};
    }
    return first;
}

/// What the passed steps of one ticket say together.
struct Passed {
    Technicians whom;
    std::map<Clock, Sentence> lines;  // where each clock is now: an overtaken step says nothing
    bool over = false;
    bool admin = false;  // an escalation reaches nobody of the team
    bool client = false;
};

/// Takes the first step whose time has come. False: none is due.
bool pass_step(DecisionBuilder& builder, Ticket& ticket, Passed& passed) {
    const auto [clock, step, reached] = first_step(builder.directory, ticket);
    if (!step || reached > builder.now) return false;
    const bool over = step->at >= 100;
    mark_escalated(builder.directory, ticket, clock, step->at);
    const bool was_breached = is_breached(ticket, clock);
    if (over && !was_breached) ticket.clocks.breached.emplace_back(to_string(clock));
    builder.event(ticket, {},
                  step->at == 100 ? TicketEvent(event::SlaBreach{clock, reached})
                  : over          ? TicketEvent(event::SlaEscalation{clock, step->at})
                                  : TicketEvent(event::SlaWarning{clock, step->at}));
    const Sentence line = told_line(builder, clock, step->at, reached, due_of(ticket, clock));
    add_all(passed.whom, told_at(builder, ticket, *step));
    passed.lines[clock] = line;
    passed.over = passed.over || over;
    passed.admin = passed.admin || (over && names(*step, "lead") && escalated_to(builder, ticket).empty());
    passed.client = passed.client || client_hears(builder.directory, ticket, *step, was_breached);
    builder.reason(say("reason.ticket", ticket.number, line));
    return true;
}

/// One mail to each person for all steps that have passed, also when the desk was down meanwhile.
void tell_steps(DecisionBuilder& builder, Ticket& ticket) {
    Passed passed;
    while (pass_step(builder, ticket, passed)) {
    }
    if (passed.lines.empty()) return;
    std::vector<Sentence> lines;
    for (const auto& [clock, line] : passed.lines)
        lines.push_back(line);
    notify(builder, ticket, passed.whom, passed.over ? MailKind::breach : MailKind::warning, std::nullopt, lines, {});
    if (passed.admin) notify_admin(builder, ticket, MailKind::escalation, say("admin.nobody-there", ticket.number, lines.back()));
    if (passed.client) notify_of_delay(builder, ticket);
}

}  // namespace

std::optional<Instant> next_due(const Directory& directory, const RuleHolds& holds, const Ticket& ticket) {
    std::optional<Instant> first;
    earlier(first, next_timer_question(directory, ticket));
    if (ticket.status == Status::closed) return first;
    earlier(first, ticket.close_at);
    earlier(first, ticket.snoozed_until);
    if (const NextStep next = first_step(directory, ticket); next.step) earlier(first, next.at);
    earlier(first, next_rule_due(directory, holds, ticket));
    return first;
}

void tick(DecisionBuilder& builder, TicketId number) {
    Ticket& ticket = builder.edit(number);
    // These entries happen now, even when the ticket was opened by an old mail that is imported.
    builder.date_entries_now();
    recompute(builder.directory, ticket, builder.now);
    tell_steps(builder, ticket);
    if (ticket.snoozed_until && *ticket.snoozed_until <= builder.now) {
        wake(builder, ticket, {}, cause::SnoozeOver{});
        notify(builder, ticket, audience(builder, ticket), MailKind::notice, std::nullopt, {say("notice.snooze-over")}, {});
    }
    ask_about_timers(builder, ticket);
    run_tick_rules(builder, ticket);
    if (ticket.close_at && *ticket.close_at <= builder.now) {
        const int days = builder.directory.config().desk.close_resolved_days;
        // The transition is valid, because only a resolved ticket has close_at.
        if (const auto moved = move_status(builder, ticket, Status::closed, {}, cause::ResolvedFor{days}); !moved) {
            ticket.close_at.reset();
            builder.reason(moved.error());
        }
    }
}

}  // namespace workflow
