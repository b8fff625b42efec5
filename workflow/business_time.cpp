#include "workflow/business_time.hpp"

#include <date/tz.h>

#include <algorithm>

namespace workflow {

namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::sys_days;

/// A local wall time, told as if it were UTC.
using Local = Instant;

constexpr microseconds whole_week = days{7};
constexpr days horizon{36525};

/// Between two changes of a zone's offset the wall clock is a straight line, so that time is counted in closed form over
/// weeks; a walk over the changes puts the stretches together.
struct Stretch {
    Instant begin, end;
    microseconds offset;
};

Stretch stretch_at(const date::time_zone& zone, Instant at) {
    const date::sys_info info = zone.get_info(std::chrono::floor<std::chrono::seconds>(at));
    // The ends of the first and last stretch lie outside of what microseconds can tell.
    constexpr auto earliest = std::chrono::ceil<std::chrono::seconds>(Instant::min());
    constexpr auto latest = std::chrono::floor<std::chrono::seconds>(Instant::max());
    return {std::max(info.begin, earliest), std::min(info.end, latest), info.offset};
}

microseconds of_day(const config::Calendar& calendar, std::size_t weekday) {
    microseconds total{0};
    for (const config::Span& span : calendar.week[weekday])
        total += span.to - span.from;
    return total;
}

/// Monday is 0. 1970-01-01, day 0, was a Thursday.
std::size_t weekday_of(sys_days day) {
    const auto since_monday = (day.time_since_epoch().count() + 3) % 7;
    return static_cast<std::size_t>(since_monday < 0 ? since_monday + 7 : since_monday);
}

/// A calendar's hours without its holidays, as a line that grows with local time.
class Week {
public:
    explicit Week(const config::Calendar& calendar) : calendar_(calendar) {
        for (std::size_t day = 0; day < 7; ++day)
            total_ += of_day(calendar, day);
    }
    [[nodiscard]] microseconds total() const { return total_; }

    /// Business time from the Monday before the epoch until `at`.
    [[nodiscard]] microseconds until(Local at) const {
        const auto since = at - monday;
        const auto weeks = std::chrono::floor<std::chrono::weeks>(since);
        microseconds counted = weeks.count() * total_;
        const microseconds rest = since - weeks;
        for (std::size_t day = 0; day < 7; ++day) {
            const microseconds begin = days{static_cast<int>(day)};
            if (rest <= begin) break;
            for (const config::Span& span : calendar_.week[day])
                counted += std::clamp<microseconds>(rest - begin - span.from, microseconds{0}, span.to - span.from);
        }
        return counted;
    }

    /// The first local moment with `until(moment) == counted`.
    [[nodiscard]] Local moment(microseconds counted) const {
        // The end of a week's last span belongs to that week, not to the next one's beginning: so one less before dividing.
        const auto before = counted - microseconds{1};
        auto weeks = before / total_;
        if (before.count() < 0 && before % total_ != microseconds{0}) --weeks;
        microseconds rest = counted - weeks * total_;
        for (std::size_t day = 0; day < 7; ++day) {
            for (const config::Span& span : calendar_.week[day]) {
                const microseconds length = span.to - span.from;
                if (rest <= length) return monday + weeks * whole_week + days{static_cast<int>(day)} + span.from + rest;
                rest -= length;
            }
        }
        return monday + (weeks + 1) * whole_week;
    }

private:
    static constexpr Local monday{sys_days{days{-3}}};
    const config::Calendar& calendar_;
    microseconds total_{0};
};

/// The part of holiday `day` before `at` that a week without holidays would count.
microseconds lost_before(const Week& week, sys_days day, Local at) {
    const Local begin{day};
    const Local end = std::min<Local>(at, begin + days{1});
    return end <= begin ? microseconds{0} : week.until(end) - week.until(begin);
}

/// Counted time of one stretch, in local terms.
microseconds local_between(const config::Calendar& calendar, const Week& week, Local from, Local to) {
    microseconds counted = week.until(to) - week.until(from);
    const auto& holidays = calendar.holidays;
    auto day = std::lower_bound(holidays.begin(), holidays.end(), std::chrono::floor<days>(from));
    for (; day != holidays.end() && Local{*day} < to; ++day)
        counted -= lost_before(week, *day, to) - lost_before(week, *day, from);
    return counted;
}

/// The first local moment at which `span` has been counted since `from`. A stretch that is too short is its caller's care.
Local local_add(const config::Calendar& calendar, const Week& week, Local from, microseconds span) {
    microseconds target = week.until(from) + span;
    const auto& holidays = calendar.holidays;
    auto day = std::lower_bound(holidays.begin(), holidays.end(), std::chrono::floor<days>(from));
    for (; day != holidays.end(); ++day) {
        const Local begin = std::max<Local>(from, Local{*day});
        if (week.until(begin) >= target) break;
        target += week.until(Local{*day} + days{1}) - week.until(begin);
    }
    return week.moment(target);
}

bool is_straight(const config::Calendar& calendar) {
    return calendar.always || calendar.zone == nullptr;
}

}  // namespace

microseconds business_time_between(const config::Calendar& calendar, Instant from, Instant to) {
    if (to <= from) return microseconds{0};
    if (is_straight(calendar)) return to - from;
    const Week week(calendar);
    microseconds counted{0};
    while (from < to) {
        const Stretch stretch = stretch_at(*calendar.zone, from);
        const Instant end = std::min(to, stretch.end);
        counted += local_between(calendar, week, from + stretch.offset, end + stretch.offset);
        from = end;
    }
    return counted;
}

std::optional<Instant> add_business_time(const config::Calendar& calendar, Instant start, microseconds span) {
    if (span <= microseconds{0}) return start;
    if (is_straight(calendar)) return start + span;
    const Week week(calendar);
    if (week.total() <= microseconds{0}) return std::nullopt;
    const Instant limit = start + horizon;
    while (start < limit) {
        const Stretch stretch = stretch_at(*calendar.zone, start);
        const Instant reached = local_add(calendar, week, start + stretch.offset, span) - stretch.offset;
        if (reached <= stretch.end) return reached;
        span -= local_between(calendar, week, start + stretch.offset, stretch.end + stretch.offset);
        start = stretch.end;
    }
    return std::nullopt;
}

std::optional<Instant> add_business_days(const config::Calendar& calendar, Instant start, int count) {
    if (is_straight(calendar)) return start + days{count};
    const Local local = start + stretch_at(*calendar.zone, start).offset;
    auto day = std::chrono::floor<days>(local);
    const microseconds time_of_day = local - day;
    for (const auto limit = day + horizon; count > 0 && day < limit;) {
        day += days{1};
        const bool holiday = std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), day);
        if (!holiday && of_day(calendar, weekday_of(day)) > microseconds{0}) --count;
    }
    if (count > 0) return std::nullopt;
    const auto there = date::local_time<microseconds>{(day + time_of_day).time_since_epoch()};
    return calendar.zone->to_sys(there, date::choose::earliest);
}

}  // namespace workflow
