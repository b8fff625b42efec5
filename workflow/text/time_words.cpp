// Reads and writes times of work: 30m, 09:00-10:15, 2026-11-20.
#include "workflow/text/time_words.hpp"

#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <sstream>
#include <string>

namespace workflow {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using LocalTime = date::local_time<std::chrono::microseconds>;

/// "9:00", "09:00", "24:00": minutes after midnight.
std::optional<minutes> parse_clock(std::string_view text) {
    text = text::trim(text);
    const std::size_t colon = text.find(':');
    if (colon == 0 || colon > 2 || text.size() != colon + 3) return std::nullopt;
    int value[2] = {0, 0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == colon) continue;
        if (!text::is_digit(text[i])) return std::nullopt;
        int& part = value[i > colon ? 1 : 0];
        part = part * 10 + (text[i] - '0');
    }
    if (value[1] > 59 || value[0] > 24 || (value[0] == 24 && value[1] > 0)) return std::nullopt;
    return hours{value[0]} + minutes{value[1]};
}

Instant moment(LocalTime local, const date::time_zone* zone) {
    return zone ? zone->to_sys(local, date::choose::earliest) : Instant{local.time_since_epoch()};
}

LocalTime local_time(Instant at, const date::time_zone* zone) {
    return zone ? zone->to_local(at) : LocalTime{at.time_since_epoch()};
}

std::optional<WorkSpan> between(std::string_view first, std::string_view last, std::optional<date::local_days> day,
                                const date::time_zone* zone, Instant now) {
    const auto begin = parse_clock(first);
    auto end = parse_clock(last);
    if (!begin || !end || *begin == *end) return std::nullopt;
    if (*end < *begin) *end += hours{24};  // over midnight
    auto on = day.value_or(date::floor<date::days>(local_time(now, zone)));
    if (!day && moment(on + *begin, zone) > now) on -= date::days{1};
    WorkSpan span;
    span.from = moment(on + *begin, zone);
    span.to = moment(on + *end, zone);
    span.minutes = static_cast<int>(std::chrono::floor<minutes>(span.to - span.from).count());
    return span;
}

}  // namespace

std::optional<date::local_days> parse_date(std::string_view text) {
    std::istringstream in{std::string(text::trim(text))};
    date::local_days day;
    in >> date::parse("%F", day);
    if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
    return day;
}

std::string shown_time(Instant at, const date::time_zone* zone) {
    const date::sys_seconds second{std::chrono::floor<std::chrono::seconds>(at).time_since_epoch()};
    return zone ? date::format("%F %R %Z", date::make_zoned(zone, second)) : date::format("%F %R UTC", second);
}

std::string work_words(minutes span) {
    const minutes length = std::chrono::abs(span);
    const auto whole = std::chrono::floor<hours>(length);
    std::string words = span < minutes{0} ? "-" : "";
    if (whole > hours{0}) words += fmt::format("{}h", whole.count());
    if (length > whole || whole == hours{0}) words += fmt::format("{}m", (length - whole).count());
    return words;
}

Instant day_begins(date::local_days day, const date::time_zone* zone) {
    return moment(LocalTime{day}, zone);
}

std::optional<WorkSpan> read_time(std::string_view text, std::optional<date::local_days> day, const date::time_zone* zone,
                                  Instant now) {
    text = text::trim(text);
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (const std::size_t dash = text.find('-'); dash != std::string_view::npos && !negative)
        return between(text.substr(0, dash), text.substr(dash + 1), day, zone, now);
    const auto length = config::parse_duration(text::folded(text));
    if (!length || *length % minutes{1} != std::chrono::seconds{0}) return std::nullopt;
    WorkSpan span;
    const auto worked = std::chrono::duration_cast<minutes>(*length);
    if (worked > hours{24 * 366}) return std::nullopt;
    span.minutes = static_cast<int>(negative ? -worked.count() : worked.count());
    span.to = now;
    if (day) {
        const LocalTime local = local_time(now, zone);
        span.to = moment(*day + (local - date::floor<date::days>(local)), zone);
    }
    span.from = negative ? span.to : span.to - worked;
    return span;
}

std::optional<Instant> read_end(std::string_view text, Instant since, const date::time_zone* zone) {
    if (const auto clock = parse_clock(text)) {
        const auto day = date::floor<date::days>(local_time(since, zone));
        const Instant same_day = moment(day + *clock, zone);
        return same_day > since ? same_day : moment(day + date::days{1} + *clock, zone);
    }
    const auto length = config::parse_duration(text::folded(text::trim(text)));
    if (!length || *length <= std::chrono::seconds{0}) return std::nullopt;
    return since + *length;
}

}  // namespace workflow
