// Reads [[contract]] and [digest]: SLA targets, warnings and their recipients.
#include "config/value_formats.hpp"
#include "config/hours.hpp"
#include "config/sections.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

namespace config {
namespace {

using std::chrono::minutes;
using Kind = References::Kind;

void read_calendar_name(Section& section, std::string_view key, const Config& config, Calendar& into) {
    const auto name = section.item(key);
    if (!name) return;
    if (name->text == always_name) {
        into = always_open(config.desk.zone);
        return;
    }
    section.reading().references.refer(Kind::calendar, name->text, name->place, section.label(key));
    const auto found = std::find_if(config.calendars.begin(), config.calendars.end(),
                                    [&](const Calendar& calendar) { return calendar.name == name->text; });
    if (found != config.calendars.end()) into = *found;
}

// Reads the targets of all four priorities.
template <class Target>
void read_targets(Section& section, std::string_view key, PerPriority<Target>& into) {
    section.table(key, [&](Section& targets) {
        for (std::size_t i = 0; i < priority_count; ++i) {
            targets.duration(to_string(static_cast<Priority>(i)), into.at(i), minutes{1}, std::chrono::days{3650});
        }
    });
}

// Whether `word` names recipients by their role on the ticket. Otherwise it must be a name or a team.
bool is_known_by_role(std::string_view word) {
    constexpr std::array<std::string_view, 5> roles{"assignee", "team", "lead", "client", "everybody"};
    return std::find(roles.begin(), roles.end(), word) != roles.end();
}

void read_step(Section& section, Contract& into) {
    Contract::Step out;
    section.need("at", "the percentage of a target at which it comes");
    section.need("tell", "who is told: tell = [\"assignee\", \"lead\"]");
    const bool placed = section.number("at", out.at, 1, 1000);
    for (const Item& item : section.items("tell", parse_plain)) {
        if (!is_known_by_role(item.text)) refer_to_staff(section, "tell", item);
        out.tell.push_back(item.text);
    }
    const bool twice =
        placed && std::any_of(into.step.begin(), into.step.end(), [&](const auto& other) { return other.at == out.at; });
    if (twice)
        section.complain("at", fmt::format("there is already a step at {}; write one with everybody who is told.", out.at));
    if (placed && !twice && !out.tell.empty()) into.step.push_back(out);
}

std::optional<std::chrono::sys_days> read_date(Section& section, std::string_view key) {
    const auto items = section.items(key, parse_plain);
    if (items.empty()) return std::nullopt;
    const auto day = parse_day(items.front().text);
    if (items.size() > 1) section.complain(key, "one day is enough.");
    if (!day) section.complain(key, day.error().what);
    return day ? std::optional(*day) : std::nullopt;
}

void read_term(Section& section, Contract& out) {
    out.start = read_date(section, "start");
    out.end = read_date(section, "end");
    if (out.start && out.end && *out.end < *out.start)
        section.complain("end", "this is before start; no ticket would ever have it.");
}

void read_contract(Section& section, Config& into) {
    Contract out;
    if (section.need("name", "the name that clients refer to") && section.text("name", out.name)) {
        section.reading().define(Kind::contract, out.name, section.place_of("name"), section.label("name"));
    }
    out.calendar = always_open(into.desk.zone);
    read_calendar_name(section, "calendar", into, out.calendar);
    out.critical_calendar = out.calendar;
    read_calendar_name(section, "critical_calendar", into, out.critical_calendar);
    read_targets(section, "response", out.response);
    read_targets(section, "resolution", out.resolution);
    read_targets(section, "update", out.update);
    section.ascending("warn_at", out.warn_at, 1, 99, 10);
    section.tables("step", [&](Section& step) { read_step(step, out); });
    std::sort(out.step.begin(), out.step.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    section.word<Contract::Reopen>("reopen", out.reopen,
                                   {{"continue", Contract::Reopen::goes_on}, {"anew", Contract::Reopen::anew}});
    section.word<Priority>("priority", out.priority, priority_words());
    read_term(section, out);
    for (const auto& [key, into_minutes] : {std::pair{"rounding", &out.rounding}, std::pair{"minimum", &out.minimum}}) {
        seconds span{0};
        if (!section.duration(key, span, seconds{0}, hours{8})) continue;
        *into_minutes = std::chrono::duration_cast<minutes>(span);
        if (*into_minutes != span) section.complain(key, "time is counted in whole minutes; leave the seconds out.");
    }
    into.contracts.push_back(out);
}

void read_weekdays(Section& section, Digest& out) {
    if (!section.has("days") && !section.reading().listing) return;
    Words<std::size_t> words;
    for (std::size_t day = 0; day < weekdays.size(); ++day)
        words.emplace_back(weekdays.at(day), day);
    out.days = {};
    for (const std::size_t day : section.words<std::size_t>("days", words))
        out.days.at(day) = true;
}

}  // namespace

void read_contracts(Section& root, Config& into) {
    root.tables("contract", [&](Section& section) { read_contract(section, into); });
}

void read_digest(Section& root, Config& into) {
    into.digest.zone = into.desk.zone;
    root.table("digest", [&](Section& section) {
        section.need("at", "the time of day, like \"07:30\"");
        section.parsed("at", into.digest.at, parse_time_of_day);
        section.parsed("time_zone", into.digest.zone, find_zone);
        read_weekdays(section, into.digest);
    });
}

}  // namespace config
