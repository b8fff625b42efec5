// Reads times of day, working hours and dates, and finds IANA zones.
#include "config/hours.hpp"

#include <date/tz.h>
#include <fmt/core.h>
#include <optional>

namespace config {
namespace {

using std::chrono::minutes;

constexpr minutes whole_day{24 * 60};

std::optional<unsigned> digits(std::string_view text) {
    unsigned value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

// Reads "09:30", "9:30" or "24:00".
std::optional<minutes> parse_clock(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 2 || text.size() != colon + 3) return std::nullopt;
    const auto hour = digits(text.substr(0, colon));
    const auto minute = digits(text.substr(colon + 1));
    if (!hour || !minute || *minute > 59) return std::nullopt;
    const minutes at{*hour * 60 + *minute};
    return at <= whole_day ? std::optional(at) : std::nullopt;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    return text;
}

Result<Span> parse_span(std::string_view text) {
    const auto dash = text.find('-');
    const auto from = parse_clock(trimmed(text.substr(0, dash)));
    const auto to = dash == std::string_view::npos ? std::nullopt : parse_clock(trimmed(text.substr(dash + 1)));
    if (!from || !to || *from == whole_day) {
        return permanent(fmt::format("\"{}\" is not a span of hours; write it like \"09:00-17:30\", from 00:00 to 24:00.", text));
    }
    if (*from == *to) return permanent(fmt::format("\"{}\" is empty; a whole day is \"00:00-24:00\".", text));
    return Span{*from, *to > *from ? *to : *to + whole_day};
}

}  // namespace

Calendar always_open(const date::time_zone* zone) {
    Calendar out;
    out.name = always_name;
    out.zone = zone;
    out.always = true;
    return out;
}

Result<minutes> parse_time_of_day(std::string_view text) {
    const auto at = parse_clock(text);
    if (at && *at < whole_day) return *at;
    return permanent(fmt::format("\"{}\" is not a time of day; write it like \"07:30\".", text));
}

Result<std::vector<Span>> parse_hours(std::string_view text) {
    std::vector<Span> out;
    while (true) {
        const auto comma = text.find(',');
        const auto span = parse_span(trimmed(text.substr(0, comma)));
        if (!span) return tl::unexpected(span.error());
        out.push_back(*span);
        if (comma == std::string_view::npos) return out;
        text.remove_prefix(comma + 1);
    }
}

std::string format_span(Span span) {
    const auto to = span.to > whole_day ? span.to - whole_day : span.to;
    return fmt::format("{:02}:{:02}-{:02}:{:02}", span.from.count() / 60, span.from.count() % 60, to.count() / 60,
                       to.count() % 60);
}

Result<std::chrono::sys_days> parse_day(std::string_view text) {
    if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
        const auto year = digits(text.substr(0, 4));
        const auto month = digits(text.substr(5, 2));
        const auto day = digits(text.substr(8, 2));
        if (year && month && day) {
            const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)}, std::chrono::month{*month},
                                                   std::chrono::day{*day}};
            if (date.ok()) return std::chrono::sys_days{date};
        }
    }
    return permanent(fmt::format("\"{}\" is not a day of the calendar; write it like \"2026-12-25\".", text));
}

Result<const date::time_zone*> find_zone(std::string_view name) {
    try {
        return date::locate_zone(name);
    } catch (const std::exception&) {  // the library throws for an unknown zone
        return permanent(
            fmt::format("there is no time zone \"{}\"; write an IANA name like \"Europe/Berlin\" or \"UTC\".", name));
    }
}

}  // namespace config
