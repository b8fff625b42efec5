// Represents a calendar's business time as a piecewise linear function, so that a sum takes two binary searches.
#include "workflow/model/business_time.hpp"

#include <date/tz.h>

#include <algorithm>
#include <limits>

namespace workflow {

namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::seconds;

constexpr std::int64_t day_length = microseconds{days{1}}.count();
constexpr std::int64_t week_length = 7 * day_length;
constexpr std::int64_t monday = -3 * day_length;  // the Monday before the epoch, which was a Thursday
constexpr days horizon{36525};

// Changes of the zone's offset are read for the years that tickets can have. Before and after these, the nearest
// offset applies.
constexpr auto first_change = std::chrono::sys_days{std::chrono::year{1900} / 1 / 1};
constexpr auto last_change = std::chrono::sys_days{std::chrono::year{2300} / 1 / 1};

constexpr std::int64_t floor_div(std::int64_t value, std::int64_t by) {
    const std::int64_t whole = value / by;
    return value % by < 0 ? whole - 1 : whole;
}

Instant instant(std::int64_t micros) {
    return config::from_micros(micros);
}

}  // namespace

BusinessCalendar::BusinessCalendar(const config::Calendar& calendar)
    : always_(calendar.always || calendar.zone == nullptr), zone_(calendar.zone) {
    if (always_) return;
    read_week(calendar);
    read_holidays(calendar);
    read_zone(calendar);
}

void BusinessCalendar::read_week(const config::Calendar& calendar) {
    for (std::size_t day = 0; day < 7; ++day) {
        const Micros midnight = static_cast<Micros>(day) * day_length;
        for (const config::Span& span : calendar.week.at(day)) {
            const Micros begin = midnight + microseconds{span.from}.count();
            const Micros end = midnight + microseconds{span.to}.count();
            spans_.push_back({begin, end, week_total_});
            week_total_ += end - begin;
        }
    }
}

void BusinessCalendar::read_holidays(const config::Calendar& calendar) {
    if (week_total_ == 0) return;
    for (const std::chrono::sys_days day : calendar.holidays) {
        const Micros begin = config::to_micros(Instant{day});
        const bool twice = !holidays_.empty() && holidays_.back().begin == begin;
        const Micros lost = in_weeks(begin + day_length) - in_weeks(begin);
        if (lost == 0 || twice) continue;
        holidays_.push_back({begin, skipped_in_all_, in_weeks(begin) - skipped_in_all_});
        skipped_in_all_ += lost;
    }
}

void BusinessCalendar::read_zone(const config::Calendar& calendar) {
    seconds at = first_change.time_since_epoch();
    while (true) {
        const date::sys_info info = calendar.zone->get_info(date::sys_seconds{at});
        const Micros begin = microseconds{at}.count();
        const Micros offset = microseconds{info.offset}.count();
        if (stretches_.empty()) {
            stretches_.push_back({begin, offset, 0, locally(begin + offset)});
        } else if (stretches_.back().offset != offset) {
            const Stretch& before = stretches_.back();
            const Micros counted = before.shift + locally(begin + before.offset);
            stretches_.push_back({begin, offset, counted - locally(begin + offset), counted});
        }
        if (info.end >= date::sys_seconds{last_change.time_since_epoch()}) return;
        at = info.end.time_since_epoch();
    }
}

/// Business time by the week alone, without holidays, as a function of local time.
BusinessCalendar::Micros BusinessCalendar::in_weeks(Micros local) const {
    const Micros since = local - monday;
    const Micros weeks = floor_div(since, week_length);
    const Micros rest = since - weeks * week_length;
    const auto next =
        std::upper_bound(spans_.begin(), spans_.end(), rest, [](Micros at, const Span& span) { return at < span.begin; });
    if (next == spans_.begin()) return weeks * week_total_;
    const Span& span = *(next - 1);
    return weeks * week_total_ + span.before + std::min(rest, span.end) - span.begin;
}

/// The first local time `t` with `in_weeks(t) == counted`.
BusinessCalendar::Micros BusinessCalendar::moment_in_weeks(Micros counted) const {
    // The end of a week's last span belongs to that week, not to the beginning of the next one. Hence the 1 is
    // subtracted before dividing.
    const Micros weeks = floor_div(counted - 1, week_total_);
    const Micros rest = counted - weeks * week_total_;
    const auto span = std::lower_bound(spans_.begin(), spans_.end(), rest,
                                       [](const Span& one, Micros wanted) { return one.before + one.end - one.begin < wanted; });
    return monday + weeks * week_length + span->begin + (rest - span->before);
}

/// Business time by week and holidays until a local time.
BusinessCalendar::Micros BusinessCalendar::locally(Micros local) const {
    const auto next = std::upper_bound(holidays_.begin(), holidays_.end(), local,
                                       [](Micros at, const Holiday& holiday) { return at < holiday.begin; });
    if (next != holidays_.begin() && local < (next - 1)->begin + day_length) return (next - 1)->counted;
    return in_weeks(local) - (next == holidays_.end() ? skipped_in_all_ : next->skipped);
}

BusinessCalendar::Micros BusinessCalendar::local_moment(Micros counted) const {
    const auto next = std::lower_bound(holidays_.begin(), holidays_.end(), counted,
                                       [](const Holiday& holiday, Micros wanted) { return holiday.counted < wanted; });
    return moment_in_weeks(counted + (next == holidays_.end() ? skipped_in_all_ : next->skipped));
}

const BusinessCalendar::Stretch& BusinessCalendar::stretch_at(Micros at) const {
    const auto next = std::upper_bound(stretches_.begin() + 1, stretches_.end(), at,
                                       [](Micros wanted, const Stretch& stretch) { return wanted < stretch.begin; });
    return *(next - 1);
}

microseconds BusinessCalendar::counted(Instant at) const {
    const Micros micros = config::to_micros(at);
    if (always_) return microseconds{micros};
    const Stretch& stretch = stretch_at(micros);
    return microseconds{stretch.shift + locally(micros + stretch.offset)};
}

Instant BusinessCalendar::moment(microseconds counted) const {
    if (always_) return instant(counted.count());
    const auto next = std::lower_bound(stretches_.begin() + 1, stretches_.end(), counted.count(),
                                       [](const Stretch& stretch, Micros wanted) { return stretch.counted < wanted; });
    const Stretch& stretch = *(next - 1);
    return instant(local_moment(counted.count() - stretch.shift) - stretch.offset);
}

std::optional<BusinessCalendar::Open> BusinessCalendar::next_open(Instant from) const {
    constexpr microseconds least{1};
    if (always_) return Open{from, Instant::max()};
    if (!has_hours()) return std::nullopt;
    // Counting one microsecond takes until one microsecond after the hours begin.
    const Instant begin = std::max(from, moment(counted(from) + least) - least);
    if (begin - from > horizon) return std::nullopt;
    Micros at = config::to_micros(begin);
    while (true) {
        const Stretch& stretch = stretch_at(at);
        const Micros local = at + stretch.offset;
        const Micros rest = local - monday - floor_div(local - monday, week_length) * week_length;
        const auto next = std::upper_bound(spans_.begin(), spans_.end(), rest,
                                           [](Micros wanted, const Span& span) { return wanted < span.begin; });
        const bool ends_with_span = next == spans_.begin() || rest >= (next - 1)->end;
        if (ends_with_span || counted(instant(at + 1)) == counted(instant(at))) return Open{begin, instant(at)};
        Micros end = at + ((next - 1)->end - rest);
        if (&stretch != &stretches_.back()) end = std::min(end, (&stretch + 1)->begin);
        at = end;
        if (instant(at) - begin > horizon) return Open{begin, instant(at)};
    }
}

std::optional<Instant> BusinessCalendar::add_days(Instant start, int count) const {
    if (always_) return start + days{count};
    const Micros local = config::to_micros(start) + stretch_at(config::to_micros(start)).offset;
    const Micros midnight = floor_div(local, day_length) * day_length;
    Micros day = midnight;
    for (const Micros limit = day + microseconds{horizon}.count(); count > 0 && day < limit;) {
        day += day_length;
        if (locally(day + day_length) > locally(day)) --count;
    }
    if (count > 0) return std::nullopt;
    const auto there = date::local_time<microseconds>{microseconds{day + (local - midnight)}};
    return zone_->to_sys(there, date::choose::earliest);
}

microseconds business_time_between(const BusinessCalendar& table, Instant from, Instant to) {
    if (to <= from) return microseconds{0};
    return table.counted(to) - table.counted(from);
}

std::optional<Instant> add_business_time(const BusinessCalendar& table, Instant start, microseconds span) {
    if (span <= microseconds{0}) return start;
    if (!table.has_hours()) return std::nullopt;
    const Instant reached = table.moment(table.counted(start) + span);
    return reached - start <= horizon ? std::optional(reached) : std::nullopt;
}

std::optional<Instant> add_business_days(const BusinessCalendar& table, Instant start, int count) {
    return table.add_days(start, count);
}

}  // namespace workflow
