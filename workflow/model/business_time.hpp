#pragma once

#include "config/calendar.hpp"
#include "config/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

// Time within a calendar's hours. An instant counts when its local time is within the week's spans and its local date
// is not a holiday. An hour that the change to winter time repeats counts twice; one that the change to summer time
// skips does not count.
namespace workflow {

using config::Instant;

/// A calendar prepared for counting. Business time is a piecewise linear function of time, stored by the points where
/// its slope changes. Between two changes of the zone's offset, weeks and holidays are precomputed sums, so that ten
/// years cost as little as a day.
class BusinessCalendar {
public:
    explicit BusinessCalendar(const config::Calendar& calendar);

    /// True for 24x7.
    [[nodiscard]] bool is_always() const { return always_; }
    /// Business time from a fixed origin until `at`. Only differences are meaningful.
    [[nodiscard]] std::chrono::microseconds counted(Instant at) const;
    /// The first instant at which `counted` of business time has passed since the origin. The week must have hours.
    [[nodiscard]] Instant moment(std::chrono::microseconds counted) const;
    [[nodiscard]] bool has_hours() const { return always_ || week_total_ > 0; }

    struct Open {
        Instant from, to;
    };
    /// The first uninterrupted span of business time that ends after `from`. nullopt: there is none within a hundred years.
    [[nodiscard]] std::optional<Open> next_open(Instant from) const;

    [[nodiscard]] std::optional<Instant> add_days(Instant start, int days) const;

private:
    // All in microseconds. Local times are represented as if they were UTC.
    using Micros = std::int64_t;
    struct Stretch {  // between two changes of the zone's offset
        Micros begin;
        Micros offset;
        Micros shift;    // difference between local counting and the function over all stretches
        Micros counted;  // at `begin`
    };
    struct Span {  // span of the week; Monday 0:00 is 0
        Micros begin, end;
        Micros before;  // counted in the week before this span
    };
    struct Holiday {
        Micros begin;    // local midnight
        Micros skipped;  // business time lost to the holidays before it
        Micros counted;  // at `begin`, unchanged until the day ends
    };

    void read_week(const config::Calendar& calendar);
    void read_holidays(const config::Calendar& calendar);
    void read_zone(const config::Calendar& calendar);
    [[nodiscard]] Micros in_weeks(Micros local) const;
    [[nodiscard]] Micros moment_in_weeks(Micros counted) const;
    [[nodiscard]] Micros locally(Micros local) const;
    [[nodiscard]] Micros local_moment(Micros counted) const;
    [[nodiscard]] const Stretch& stretch_at(Micros at) const;

    bool always_ = false;
    const date::time_zone* zone_ = nullptr;
    Micros week_total_ = 0;
    std::vector<Span> spans_;
    std::vector<Holiday> holidays_;  // only those on days with business hours
    Micros skipped_in_all_ = 0;
    std::vector<Stretch> stretches_;
};

/// The business time between two instants; 0 when `to` is not after `from`.
[[nodiscard]] std::chrono::microseconds business_time_between(const BusinessCalendar& table, Instant from, Instant to);

/// The first instant at which `span` of business time has passed since `start`; `start` itself for a span of 0 or less.
/// nullopt: never within a hundred years (a calendar without hours).
[[nodiscard]] std::optional<Instant> add_business_time(const BusinessCalendar& table, Instant start,
                                                       std::chrono::microseconds span);

/// The same time of day, `days` days with business hours later. nullopt: never within a hundred years.
[[nodiscard]] std::optional<Instant> add_business_days(const BusinessCalendar& table, Instant start, int days);

}  // namespace workflow
