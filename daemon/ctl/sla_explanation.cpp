#include "daemon/ctl/sla_explanation.hpp"

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

const config::Calendar& calendar_of(const workflow::Policy& policy, const std::string& contract, config::Priority priority) {
    const config::Contract& terms = policy.contract_or_default(contract);
    return priority == config::Priority::critical ? terms.critical_calendar : terms.calendar;
}

std::vector<workflow::Timetable::Open> open_in(const workflow::Timetable& table, Instant from, Instant to) {
    std::vector<workflow::Timetable::Open> found;
    while (from < to) {
        const auto open = table.next_open(from);
        if (!open || open->from >= to) break;
        found.push_back({open->from, std::min(open->to, to)});
        from = open->to;
    }
    return found;
}

std::string state_of(const workflow::Policy& policy, const workflow::Ticket& ticket, const ClockStory& story) {
    const auto& clocks = ticket.clocks;
    if (!story.target) return "no target";
    if (story.clock == Clock::update && !clocks.answered_at) return "not begun";
    if (workflow::runs(policy, ticket, story.clock)) return "running";
    const bool done = story.clock == Clock::response ? clocks.responded_at.has_value() : clocks.resolved_at.has_value();
    if (done) return story.missed ? "missed" : "met";
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

void add_span(std::string& out, const ClockStory::Span& one, const date::time_zone* zone) {
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

Json time_or_null(const std::optional<Instant>& at) {
    return at ? Json(config::format_rfc3339(*at)) : Json(nullptr);
}

}  // namespace

std::vector<ClockStory> clock_stories(const workflow::Policy& policy, const workflow::Ticket& ticket, Instant now) {
    std::vector<ClockStory> stories;
    for (const Clock clock : workflow::all_clocks) {
        ClockStory story;
        story.clock = clock;
        story.target = workflow::target_of(policy, ticket, clock);
        const auto& calendar = calendar_of(policy, ticket.contract, ticket.priority);
        story.calendar = calendar.name;
        story.zone = calendar.zone == nullptr ? "" : calendar.zone->name();
        story.due = workflow::due_of(ticket, clock);
        const auto account = workflow::account_of(policy, ticket.clocks.log, clock, now);
        story.used = account.used;
        story.anew = account.anew;
        story.missed = workflow::is_breached(ticket, clock) || (story.target && account.used > *story.target);
        story.state = state_of(policy, ticket, story);
        for (const auto& span : account.spans) {
            const auto& table = policy.timetable(span.contract, span.priority);
            story.spans.push_back({span, calendar_of(policy, span.contract, span.priority).name,
                                   span.counts ? open_in(table, span.from, span.to) : std::vector<workflow::Timetable::Open>{}});
        }
        stories.push_back(std::move(story));
    }
    return stories;
}

std::string story_text(const workflow::Ticket& ticket, const std::vector<ClockStory>& stories, const date::time_zone* zone) {
    std::string out;
    const auto into = std::back_inserter(out);
    fmt::format_to(into, "#{}  {}\n  {}, {} priority, {}\n", ticket.number.value, ticket.title, config::to_string(ticket.status),
                   config::to_string(ticket.priority),
                   ticket.contract.empty() ? "no contract: the defaults" : "contract " + ticket.contract);
    fmt::format_to(into, "  times on the clock of {}, lengths in hours:minutes:seconds\n",
                   zone == nullptr ? "UTC" : zone->name());
    for (const auto& story : stories) {
        fmt::format_to(into, "\n{}: {}", to_string(story.clock), story.state);
        if (story.target) {
            fmt::format_to(into, ", {} of {} used ({} %)", work(story.used), work(*story.target),
                           story.used * 100 / microseconds{*story.target});
            fmt::format_to(into, ", in hours of calendar {}{}", story.calendar, story.zone.empty() ? "" : " in " + story.zone);
        } else {
            fmt::format_to(into, ", {} passed", work(story.used));
        }
        if (story.due) fmt::format_to(into, ", due {}", local(*story.due, zone));
        if (story.missed && story.state != "missed") out += ", missed";
        out += '\n';
        if (story.anew) out += "  it began again when the ticket was reopened: only what came after counts\n";
        for (const auto& span : story.spans)
            add_span(out, span, zone);
    }
    return out;
}

Json story_json(const workflow::Ticket& ticket, const std::vector<ClockStory>& stories) {
    Json clocks = Json::array();
    for (const auto& story : stories) {
        Json spans = Json::array();
        for (const auto& one : story.spans) {
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
        clocks.push_back({{"clock", to_string(story.clock)},
                          {"state", story.state},
                          {"missed", story.missed},
                          {"target_seconds", story.target ? Json(story.target->count()) : Json(nullptr)},
                          {"used_seconds", std::chrono::round<seconds>(story.used).count()},
                          {"due_at", time_or_null(story.due)},
                          {"calendar", story.calendar},
                          {"time_zone", story.zone},
                          {"begun_again", story.anew},
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
