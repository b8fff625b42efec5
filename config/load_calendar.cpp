// Reads [[calendar]]: working hours, holidays, time zone.
#include "config/value_formats.hpp"
#include "config/hours.hpp"
#include "config/icalendar.hpp"
#include "config/sections.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/core.h>
#include <fstream>
#include <system_error>

namespace config {
namespace {

using std::chrono::minutes;
using Kind = References::Kind;

constexpr minutes whole_day{24 * 60};

// A span together with its place in the file, so that a complaint about an overlap can name both spans.
struct Written {
    Span span;      // within its day, so it ends at 24:00 at the latest
    Span original;  // as written; it may begin on the day before
    std::string_view day;
    Place place;
};
using Week = std::array<std::vector<Written>, 7>;

void read_day(Section& hours, std::size_t day, Week& week) {
    for (const Item& item : hours.items(weekdays.at(day))) {
        const auto spans = parse_hours(item.text);
        if (!spans) {
            hours.complain(weekdays.at(day), item.place, spans.error().what);
            continue;
        }
        for (const Span& span : *spans) {
            week.at(day).push_back({{span.from, std::min(span.to, whole_day)}, span, weekdays.at(day), item.place});
            // The part after midnight belongs to the next day; the day after Sunday is Monday.
            if (span.to > whole_day) {
                week.at((day + 1) % 7).push_back({{minutes{0}, span.to - whole_day}, span, weekdays.at(day), item.place});
            }
        }
    }
}

void check_overlaps(Section& hours, std::vector<Written>& day) {
    std::sort(day.begin(), day.end(), [](const Written& a, const Written& b) { return a.span.from < b.span.from; });
    for (std::size_t i = 1; i < day.size(); ++i) {
        if (day[i].span.from >= day[i - 1].span.to) continue;
        // The complaint points at the span that comes later in the file.
        const bool in_order = day[i - 1].place <= day[i].place;
        const Written& later = in_order ? day[i] : day[i - 1];
        const Written& earlier = in_order ? day[i - 1] : day[i];
        hours.complain(later.day, later.place,
                       fmt::format("{} overlaps {} of {}; write each working minute once.", format_span(later.original),
                                   format_span(earlier.original), earlier.day));
    }
}

void read_hours(Section& section, Calendar& out) {
    section.need("hours", "the working hours by day: { mon = \"09:00-17:00\" }");
    section.table("hours", [&](Section& hours) {
        Week week;
        for (std::size_t day = 0; day < weekdays.size(); ++day)
            read_day(hours, day, week);
        for (std::size_t day = 0; day < weekdays.size(); ++day) {
            check_overlaps(hours, week.at(day));
            for (const Written& written : week.at(day))
                out.week.at(day).push_back(written.span);
        }
        if (hours.is_empty()) section.complain("hours", "there are no working hours; a clock on this calendar would never run.");
    });
}

constexpr std::size_t largest_file = 4U << 20U;

Result<std::vector<std::chrono::sys_days>> read_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text(largest_file + 1, '\0');
    if (in) in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in && !in.eof()) return permanent(fmt::format("cannot be read: {}.", std::generic_category().message(errno)));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > largest_file) return permanent("cannot be read: it is larger than 4 MiB.");
    auto days = parse_icalendar(text);
    if (!days && !days.error().what.starts_with("line")) return permanent("cannot be used: " + days.error().what);
    return days;
}

void read_holidays(Section& section, Calendar& out) {
    for (const Item& item : section.items("holidays", parse_plain)) {
        const auto day = parse_day(item.text);
        if (day) {
            out.holidays.push_back(*day);
        } else {
            section.complain("holidays", item.place, day.error().what);
        }
    }
    for (const Item& item : section.items("holidays_file", parse_plain)) {
        const auto days = read_file(section.reading().folder / item.text);
        if (days) {
            out.holidays.insert(out.holidays.end(), days->begin(), days->end());
        } else {
            const auto* const between = days.error().what.starts_with("line") ? "," : "";
            section.complain("holidays_file", item.place, fmt::format("\"{}\"{} {}", item.text, between, days.error().what));
        }
    }
    std::sort(out.holidays.begin(), out.holidays.end());
    out.holidays.erase(std::unique(out.holidays.begin(), out.holidays.end()), out.holidays.end());
}

void read_calendar(Section& section, Config& into) {
    Calendar out;
    out.zone = into.desk.zone;
    if (section.need("name", "the name that contracts use") && section.text("name", out.name)) {
        if (out.name == always_name) {
            section.complain("name", "24x7 is built in: every minute of the year; choose another name.");
        } else {
            section.reading().define(Kind::calendar, out.name, section.place_of("name"), section.label("name"));
        }
    }
    if (const auto name = section.item("time_zone")) {
        const auto zone = find_zone(name->text);
        if (zone) {
            out.zone = *zone;
        } else {
            section.complain("time_zone", zone.error().what);
        }
    }
    read_hours(section, out);
    read_holidays(section, out);
    into.calendars.push_back(out);
}

}  // namespace

void read_calendars(Section& root, Config& into) {
    root.tables("calendar", [&](Section& section) { read_calendar(section, into); });
}

}  // namespace config
