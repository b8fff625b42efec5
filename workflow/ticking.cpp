#include "workflow/ticking.hpp"

#include "workflow/clocks.hpp"
#include "workflow/due.hpp"
#include "workflow/mails.hpp"
#include "workflow/rules.hpp"
#include "workflow/transitions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

void earlier(std::optional<Instant>& first, std::optional<Instant> at) {
    if (at && (!first || *at < *first)) first = at;
}

/// The lead hears of a breach, whoever works on it.
Technicians with_lead(const Work& work, const Ticket& ticket) {
    Technicians whom = audience(work, ticket);
    const config::Team* team = work.policy.team(ticket.team);
    const config::Technician* lead = team ? work.policy.technician(team->lead) : nullptr;
    if (lead && std::find(whom.begin(), whom.end(), lead) == whom.end()) whom.push_back(lead);
    return whom;
}

/// One step a clock: a breach speaks for the warnings before it, the highest warning for the lower ones.
void tick_clock(Work& work, Ticket& ticket, Clock clock) {
    if (!runs(work.policy, ticket, clock)) return;
    const Actor desk;
    const auto due = clock == Clock::response ? ticket.clocks.response_due_at : ticket.clocks.resolution_due_at;
    const config::Contract& contract = work.policy.contract_or_default(ticket.contract);
    int& told = clock == Clock::response ? ticket.clocks.response_warned : ticket.clocks.resolution_warned;

    if (due && *due <= work.now) {
        if (is_breached(ticket, clock)) return;
        ticket.clocks.breached.emplace_back(to_string(clock));
        if (!contract.warn_at.empty()) told = std::max(told, contract.warn_at.back());
        std::string line = fmt::format("The {} target was due at {}", to_string(clock), config::format_rfc3339(*due));
        line += work.now - *due > std::chrono::minutes{5} ? "; the desk tells it late." : ".";
        work.event(ticket, desk,
                   fmt::format("{} target missed by ticketd: due at {}", to_string(clock), config::format_rfc3339(*due)));
        tell(work, ticket, with_lead(work, ticket), MailKind::breach, std::nullopt, {line}, {});
        work.reason(fmt::format("#{}: {}", ticket.number.value, line));
        return;
    }
    int reached = 0;
    for (const int percent : contract.warn_at) {
        const auto at = percent > told ? reaches(work.policy, ticket, clock, percent) : std::nullopt;
        if (at && *at <= work.now) reached = percent;
    }
    if (reached == 0) return;
    told = reached;
    std::string line = fmt::format("{} % of the {} time are used", reached, to_string(clock));
    if (due) line += fmt::format("; it is due at {}", config::format_rfc3339(*due));
    line += '.';
    work.event(ticket, desk, fmt::format("{} warning by ticketd: {} % used", to_string(clock), reached));
    tell(work, ticket, audience(work, ticket), MailKind::warning, std::nullopt, {line}, {});
    work.reason(fmt::format("#{}: {}", ticket.number.value, line));
}

}  // namespace

std::optional<Instant> next_due(const Policy& policy, const Ticket& ticket) {
    std::optional<Instant> first;
    if (ticket.status == Status::closed) return first;
    earlier(first, ticket.close_at);
    earlier(first, ticket.snoozed_until);
    const config::Contract& contract = policy.contract_or_default(ticket.contract);
    for (const Clock clock : both_clocks) {
        if (!runs(policy, ticket, clock) || is_breached(ticket, clock)) continue;
        const int told = warned(ticket, clock);
        const auto next =
            std::find_if(contract.warn_at.begin(), contract.warn_at.end(), [&](int percent) { return percent > told; });
        if (next != contract.warn_at.end() && *next < 100) {
            earlier(first, reaches(policy, ticket, clock, *next));
        } else {
            earlier(first, clock == Clock::response ? ticket.clocks.response_due_at : ticket.clocks.resolution_due_at);
        }
    }
    earlier(first, next_rule_due(policy, ticket));
    return first;
}

void tick(Work& work, TicketId number) {
    Ticket& ticket = work.touch(number);
    for (const Clock clock : both_clocks)
        tick_clock(work, ticket, clock);
    if (ticket.snoozed_until && *ticket.snoozed_until <= work.now) {
        ticket.snoozed_until.reset();
        work.event(ticket, {}, "no longer snoozed, by ticketd: its time has come");
        tell(work, ticket, audience(work, ticket), MailKind::notice, std::nullopt, {"The ticket comes back: its snooze is over."},
             {});
    }
    run_tick_rules(work, ticket);
    if (ticket.close_at && *ticket.close_at <= work.now) {
        const int days = work.policy.config().desk.close_resolved_days;
        // The table allows it: only a resolved ticket has such a date.
        if (const auto moved = move_status(work, ticket, Status::closed, {}, fmt::format("resolved for {} days", days)); !moved) {
            ticket.close_at.reset();
            work.reason(moved.error().what);
        }
    }
    tell_rest(work, ticket, {});
}

}  // namespace workflow
