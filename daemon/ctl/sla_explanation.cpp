// Explains the state of a ticket's clocks: every span that counted, as text and as JSON.
#include "daemon/ctl/sla_explanation.hpp"

#include "daemon/ctl/ctl_output.hpp"
#include "workflow/model/business_time.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ticketd {
namespace {

using config::Instant;
using Json = nlohmann::ordered_json;
using std::chrono::microseconds;
using std::chrono::seconds;
using workflow::Clock;

const config::Calendar& calendar_of(const workflow::Directory& directory, const std::string& contract,
                                    config::Priority priority) {
    const config::Contract& terms = directory.contract_or_default(contract);
    return priority == config::Priority::critical ? terms.critical_calendar : terms.calendar;
}

std::vector<workflow::BusinessCalendar::Open> open_in(const workflow::BusinessCalendar& table, Instant from, Instant to) {
    std::vector<workflow::BusinessCalendar::Open> found;
    while (from < to) {
        const auto open = table.next_open(from);
        if (!open || open->from >= to) break;
        found.push_back({open->from, std::min(open->to, to)});
        from = open->to;
    }
    return found;
}

std::string state_of(const workflow::Directory& directory, const workflow::Ticket& ticket, const ClockExplanation& history) {
    const auto& clocks = ticket.clocks;
    if (!history.target) return "no target";
    if (history.clock == Clock::update && !clocks.answered_at) return "not begun";
    if (workflow::runs(directory, ticket, history.clock)) return "running";
    const bool done = history.clock == Clock::response ? clocks.responded_at.has_value() : clocks.resolved_at.has_value();
    if (done) return history.missed ? "missed" : "met";
    return clocks.paused_since ? "paused" : "stopped";
}

std::string local(Instant at, const date::time_zone* zone) {
    const auto second = std::chrono::floor<seconds>(at);
    const auto there = zone == nullptr ? second : second + zone->get_info(second).offset;
    const auto midnight = std::chrono::floor<std::chrono::days>(there);
    const std::chrono::year_month_day day{midnight};
    const auto minute = std::chrono::duration_cast<std::chrono::minutes>(there - midnight).count();
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()), minute / 60, minute % 60);
}

std::string work(microseconds time) {
    const auto rounded = std::chrono::round<seconds>(time).count();
    return fmt::format("{}:{:02}:{:02}", rounded / 3600, rounded / 60 % 60, rounded % 60);
}

void add_span(std::string& out, const ClockExplanation::Span& one, const date::time_zone* zone) {
    const auto into = std::back_inserter(out);
    const auto& span = one.span;
    fmt::format_to(into, "  {} - {}  {:>10}  {}: {} ({} priority, {}, calendar {})\n", local(span.from, zone),
                   local(span.to, zone), span.counts ? work(span.time) : "-", span.counts ? "counts" : "stands still", span.why,
                   config::to_string(span.priority), span.contract.empty() ? "no contract" : "contract " + span.contract,
                   one.calendar);
    const bool whole = one.open.size() == 1 && one.open.front().from == span.from && one.open.front().to == span.to;
    if (whole) return;
    for (const auto& open : one.open)
        fmt::format_to(into, "      {} - {}  {:>10}\n", local(open.from, zone), local(open.to, zone), work(open.to - open.from));
}

using ctl::time_or_null;

}  // namespace

std::vector<ClockExplanation> explain_clocks(const workflow::Directory& directory, const workflow::Ticket& ticket, Instant now) {
    std::vector<ClockExplanation> explanations;
    for (const Clock clock : workflow::all_clocks) {
        ClockExplanation history;
        history.clock = clock;
        history.target = workflow::target_of(directory, ticket, clock);
        const auto& calendar = calendar_of(directory, ticket.contract, ticket.priority);
        history.calendar = calendar.name;
        history.zone = calendar.zone == nullptr ? "" : calendar.zone->name();
        history.due = workflow::due_of(ticket, clock);
        const auto replay = workflow::replay_clock(directory, ticket.clocks.log, clock, now);
        history.used = replay.used;
        history.anew = replay.anew;
        history.missed = workflow::is_breached(ticket, clock) || (history.target && replay.used > *history.target);
        history.state = state_of(directory, ticket, history);
        for (const auto& span : replay.spans) {
            const auto& table = directory.business_calendar(span.contract, span.priority);
            history.spans.push_back(
                {span, calendar_of(directory, span.contract, span.priority).name,
                 span.counts ? open_in(table, span.from, span.to) : std::vector<workflow::BusinessCalendar::Open>{}});
        }
        explanations.push_back(std::move(history));
    }
    return explanations;
}

std::string explanation_text(const workflow::Ticket& ticket, const std::vector<ClockExplanation>& explanations,
                             const date::time_zone* zone) {
    std::string out;
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "#{}  {}\n  {}, {} priority, {}\n", ticket.number.value, ticket.title, config::to_string(ticket.status),
                   config::to_string(ticket.priority),
                   ticket.contract.empty() ? "no contract: the defaults" : "contract " + ticket.contract);
    fmt::format_to(into, "  times on the clock of {}, lengths in hours:minutes:seconds\n",
                   zone == nullptr ? "UTC" : zone->name());
    for (const auto& history : explanations) {
        fmt::format_to(into, "\n{}: {}", to_string(history.clock), history.state);
        if (history.target) {
            fmt::format_to(into, ", {} of {} used ({} %)", work(history.used), work(*history.target),
                           history.used * 100 / microseconds{*history.target});
            fmt::format_to(into, ", in hours of calendar {}{}", history.calendar,
                           history.zone.empty() ? "" : " in " + history.zone);
        } else {
            fmt::format_to(into, ", {} passed", work(history.used));
        }
        if (history.due) fmt::format_to(into, ", due {}", local(*history.due, zone));
        if (history.missed && history.state != "missed") out += ", missed";
        out += '\n';
        if (history.anew) out += "  it began again when the ticket was reopened: only what came after counts\n";
        for (const auto& span : history.spans)
            add_span(out, span, zone);
    }
    return out;
}

Json explanation_json(const workflow::Ticket& ticket, const std::vector<ClockExplanation>& explanations) {
    Json clocks = Json::array();
    for (const auto& history : explanations) {
        Json spans = Json::array();
        for (const auto& one : history.spans) {
            Json open = Json::array();
            for (const auto& hours : one.open)
                open.push_back({{"from", config::format_rfc3339(hours.from)}, {"to", config::format_rfc3339(hours.to)}});
            spans.push_back({{"from", config::format_rfc3339(one.span.from)},
                             {"to", config::format_rfc3339(one.span.to)},
                             {"counts", one.span.counts},
                             {"why", one.span.why},
                             {"seconds", std::chrono::round<seconds>(one.span.time).count()},
                             {"priority", config::to_string(one.span.priority)},
                             {"contract", one.span.contract},
                             {"calendar", one.calendar},
                             {"open", std::move(open)}});
        }
        clocks.push_back({{"clock", to_string(history.clock)},
                          {"state", history.state},
                          {"missed", history.missed},
                          {"target_seconds", history.target ? Json(history.target->count()) : Json(nullptr)},
                          {"used_seconds", std::chrono::round<seconds>(history.used).count()},
                          {"due_at", time_or_null(history.due)},
                          {"calendar", history.calendar},
                          {"time_zone", history.zone},
                          {"begun_again", history.anew},
                          {"spans", std::move(spans)}});
    }
    return {{"number", ticket.number.value},
            {"title", ticket.title},
            {"status", config::to_string(ticket.status)},
            {"priority", config::to_string(ticket.priority)},
            {"contract", ticket.contract},
            {"clocks", std::move(clocks)}};
}

}  // namespace ticketd
