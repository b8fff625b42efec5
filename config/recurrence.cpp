// Reads an RRULE (RFC 5545 3.3.10) and lists the days on which it occurs.
#include "config/recurrence.hpp"

#include "config/value_formats.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/core.h>
#include <string>

namespace config {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

std::optional<int> number_of(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && stop == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

std::optional<sys_days> day_of(std::string_view text) {
    const auto digits = text.size() < 8 ? std::nullopt : number_of(text.substr(0, 8));
    if (!digits || *digits < 0) return std::nullopt;
    const auto value = static_cast<unsigned>(*digits);
    const year_month_day date{std::chrono::year{*digits / 10000}, std::chrono::month{value / 100 % 100},
                              std::chrono::day{value % 100}};
    return date.ok() ? std::optional(sys_days{date}) : std::nullopt;
}

/// "MO", "4TH", "-1FR".
std::optional<std::pair<int, weekday>> weekday_of(std::string_view text) {
    constexpr std::array<std::string_view, 7> references{"su", "mo", "tu", "we", "th", "fr", "sa"};
    if (text.size() < 2) return std::nullopt;
    const auto name = std::find(references.begin(), references.end(), lower(text.substr(text.size() - 2)));
    const auto ordinal = text.size() == 2 ? std::optional(0) : number_of(text.substr(0, text.size() - 2));
    if (name == references.end() || !ordinal || *ordinal < -53 || *ordinal > 53) return std::nullopt;
    return std::pair{*ordinal, weekday{static_cast<unsigned>(name - references.begin())}};
}

template <class Each>
bool each_of(std::string_view list, Each each) {
    while (true) {
        const auto comma = std::min(list.find(','), list.size());
        if (!each(list.substr(0, comma))) return false;
        if (comma == list.size()) return true;
        list.remove_prefix(comma + 1);
    }
}

bool read_every(Recurrence& rule, std::string_view word) {
    constexpr std::array<std::string_view, 4> words{"daily", "weekly", "monthly", "yearly"};
    const auto* const found = std::find(words.begin(), words.end(), lower(word));
    if (found == words.end()) return false;
    rule.every = static_cast<Recurrence::Every>(found - words.begin());
    return true;
}

bool read_part(Recurrence& rule, std::string_view name, std::string_view value) {
    if (name == "freq") return read_every(rule, value);
    if (name == "wkst") return true;  // weeks of several days are told by BYDAY, which needs no first day
    if (name == "until") return (rule.until = day_of(value)).has_value();
    if (name == "interval" || name == "count") {
        const auto number = number_of(value);
        if (!number || *number < 1 || *number > 100'000) return false;
        if (name == "count") {
            rule.count = *number;
        } else {
            rule.interval = *number;
        }
        return true;
    }
    return each_of(value, [&](std::string_view one) {
        if (name == "byday") {
            const auto day = weekday_of(one);
            if (day) rule.wdays.push_back(*day);
            return day.has_value();
        }
        const auto number = number_of(one);
        if (!number) return false;
        if (name == "bymonth" && *number >= 1 && *number <= 12) {
            rule.months.push_back(static_cast<unsigned>(*number));
            return true;
        }
        if (name == "bymonthday" && *number != 0 && *number >= -31 && *number <= 31) {
            rule.month_days.push_back(*number);
            return true;
        }
        return false;
    });
}

/// True when `at` is the how manieth of its weekday between two days, both within.
bool is_nth(sys_days at, int nth, sys_days first, sys_days last) {
    if (nth == 0) return true;
    if (nth > 0) return (at - first).count() / 7 + 1 == nth;
    return -((last - at).count() / 7 + 1) == nth;
}

struct Matcher {
    const Recurrence& rule;
    sys_days start;
    year_month_day from;

    [[nodiscard]] bool operator()(sys_days at) const {
        const year_month_day date{at};
        if (!is_in_step(at, date)) return false;
        const auto month = static_cast<unsigned>(date.month());
        if (!rule.months.empty() && std::find(rule.months.begin(), rule.months.end(), month) == rule.months.end()) return false;
        if (!rule.month_days.empty() && !is_month_day(date)) return false;
        if (!rule.wdays.empty() && !is_weekday(at, date)) return false;
        if (!rule.month_days.empty() || !rule.wdays.empty()) return true;
        // Nothing narrower was said: it is the day that the event began on.
        using Every = Recurrence::Every;
        if (rule.every == Every::day) return true;
        if (rule.every == Every::week) return weekday{at} == weekday{start};
        if (rule.every == Every::year && rule.months.empty() && date.month() != from.month()) return false;
        return date.day() == from.day();
    }

private:
    [[nodiscard]] bool is_in_step(sys_days at, const year_month_day& date) const {
        const auto years = static_cast<int>(date.year()) - static_cast<int>(from.year());
        const auto months = years * 12 + static_cast<int>(static_cast<unsigned>(date.month())) -
                            static_cast<int>(static_cast<unsigned>(from.month()));
        switch (rule.every) {
            case Recurrence::Every::day:
                return (at - start).count() % rule.interval == 0;
            case Recurrence::Every::week: {
                const sys_days monday = start - days{weekday{start}.iso_encoding() - 1};
                return (at - monday).count() / 7 % rule.interval == 0;
            }
            case Recurrence::Every::month:
                return months % rule.interval == 0;
            case Recurrence::Every::year:
                return years % rule.interval == 0;
        }
        return false;
    }

    [[nodiscard]] bool is_month_day(const year_month_day& date) const {
        const auto last = static_cast<int>(static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day()));
        const auto day = static_cast<int>(static_cast<unsigned>(date.day()));
        return std::any_of(rule.month_days.begin(), rule.month_days.end(),
                           [&](int wanted) { return wanted == day || wanted == day - last - 1; });
    }

    [[nodiscard]] bool is_weekday(sys_days at, const year_month_day& date) const {
        // A number counts within the month, in a rule by year without months within the year (RFC 5545 3.3.10, note 2).
        const bool by_year = rule.every == Recurrence::Every::year && rule.months.empty();
        const bool numbers = rule.every == Recurrence::Every::year || rule.every == Recurrence::Every::month;
        const sys_days first = by_year ? sys_days{date.year() / 1 / 1} : sys_days{date.year() / date.month() / 1};
        const sys_days last =
            by_year ? sys_days{date.year() / 12 / 31} : sys_days{date.year() / date.month() / std::chrono::last};
        return std::any_of(rule.wdays.begin(), rule.wdays.end(), [&](const auto& wanted) {
            return wanted.second == weekday{at} && is_nth(at, numbers ? wanted.first : 0, first, last);
        });
    }
};

}  // namespace

Result<Recurrence> parse_recurrence(std::string_view text) {
    Recurrence rule;
    bool has_every = false;
    while (!text.empty()) {
        const auto end = std::min(text.find(';'), text.size());
        const std::string_view part = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const auto equals = part.find('=');
        const std::string name = lower(part.substr(0, equals));
        has_every = has_every || name == "freq";
        if (equals == std::string_view::npos || !read_part(rule, name, part.substr(equals + 1)))
            return permanent(fmt::format("\"{}\" is not a part of a rule that is followed here.", part));
    }
    if (!has_every) return permanent("the rule has no FREQ.");
    return rule;
}

std::vector<sys_days> occurrences(const Recurrence& rule, sys_days start) {
    std::vector<sys_days> out;
    const Matcher matches{rule, start, year_month_day{start}};
    const sys_days last = std::min(rule.until.value_or(last_occurrence), last_occurrence);
    // The event itself is the first one, whether the rule names its day or not.
    for (sys_days day = start; day <= last; day += days{1}) {
        if (day != start && !matches(day)) continue;
        if (rule.count && static_cast<int>(out.size()) == *rule.count) break;
        out.push_back(day);
    }
    return out;
}

}  // namespace config
