// Tests business time over nights, holidays and zone changes, and checks it against counting minutes.
#include "workflow/model/business_time.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

using namespace workflow;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::sys_days;

namespace {

constexpr std::chrono::year year{2026};

config::Calendar office_calendar(const char* zone) {
    config::Calendar calendar;
    calendar.name = "office";
    calendar.zone = date::locate_zone(zone);
    for (std::size_t day = 0; day < 5; ++day)
        calendar.week[day] = {{hours{9}, hours{12}}, {hours{13}, day == 4 ? hours{15} : hours{18}}};
    calendar.holidays = {sys_days{year / 12 / 25}};
    return calendar;
}

BusinessCalendar office(const char* zone) {
    return BusinessCalendar(office_calendar(zone));
}

Instant utc(int month, int day, int hour, int minute = 0) {
    return sys_days{year / month / day} + hours{hour} + minutes{minute};
}

/// Counts in the slow and obvious way: looks at every minute of some years by the wall clock of its zone.
class MinuteCounter {
public:
    MinuteCounter(const config::Calendar& calendar, Instant from, Instant to) : from_(from) {
        std::int64_t counted = 0;
        for (Instant at = from; at < to; at += minutes{1}) {
            before_.push_back(counted);
            if (is_work(calendar, at)) ++counted;
        }
        before_.push_back(counted);
    }

    [[nodiscard]] minutes between(Instant from, Instant to) const { return minutes{before(to) - before(from)}; }
    /// The end of the first minute at which `span` has passed. nullopt: not in these years.
    [[nodiscard]] std::optional<Instant> add(Instant start, minutes span) const {
        const auto reached = std::lower_bound(before_.begin(), before_.end(), before(start) + span.count());
        if (reached == before_.end()) return std::nullopt;
        return from_ + minutes{reached - before_.begin()};
    }

private:
    static bool is_work(const config::Calendar& calendar, Instant at) {
        const auto local = calendar.zone->to_local(std::chrono::floor<std::chrono::seconds>(at));
        const auto day = date::floor<date::days>(local);
        const auto time = local - day;
        const auto weekday = date::weekday{day}.iso_encoding() - 1;
        for (const auto holiday : calendar.holidays)
            if (holiday == sys_days{day.time_since_epoch()}) return false;
        for (const auto& span : calendar.week[weekday])
            if (time >= span.from && time < span.to) return true;
        return false;
    }
    [[nodiscard]] std::int64_t before(Instant at) const {
        return before_.at(static_cast<std::size_t>((at - from_) / minutes{1}));
    }

    Instant from_;
    std::vector<std::int64_t> before_;  // minutes of work before each minute
};

class Chance {
public:
    explicit Chance(unsigned seed) : random_(seed) {}
    int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }

private:
    std::mt19937 random_;
};

/// A random calendar with breaks, days that end at 24:00 and continue at 0:00, free days and holidays, including leap
/// days and changes of the clock.
config::Calendar any_calendar(Chance& chance, const char* zone, std::chrono::year first, int years) {
    config::Calendar calendar;
    calendar.zone = date::locate_zone(zone);
    for (auto& day : calendar.week) {
        int at = 0;
        for (int spans = chance.pick(0, 3); spans > 0 && at < 1380; --spans) {
            const int from = chance.pick(0, 3) == 0 ? at : chance.pick(at, 1400);
            const int to = chance.pick(0, 3) == 0 ? 1440 : chance.pick(from + 1, 1440);
            day.push_back({minutes{from}, minutes{to}});
            at = to + 1;
        }
    }
    if (calendar.week[6].empty()) calendar.week[6] = {{hours{1}, hours{4}}};  // when most zones change their clocks
    for (int i = chance.pick(0, 40); i > 0; --i)
        calendar.holidays.push_back(sys_days{first / 1 / 1} + days{chance.pick(0, 365 * years)});
    calendar.holidays.push_back(sys_days{std::chrono::year{2028} / 2 / 29});
    std::sort(calendar.holidays.begin(), calendar.holidays.end());
    return calendar;
}

}  // namespace

TEST(BusinessTime, AroundTheClockIsPlainTime) {
    config::Calendar always;
    always.always = true;
    const BusinessCalendar table(always);
    EXPECT_EQ(business_time_between(table, utc(1, 1, 0), utc(1, 2, 0)), hours{24});
    EXPECT_EQ(add_business_time(table, utc(1, 1, 0), hours{36}), utc(1, 2, 12));
    EXPECT_EQ(business_time_between(table, utc(1, 2, 0), utc(1, 1, 0)), hours{0});
}

TEST(BusinessTime, DueTimesSkipNightsLunchWeekendsAndHolidays) {
    const auto calendar = office("Europe/Berlin");
    const struct {
        const char* what;
        Instant start;
        minutes span;
        Instant due;
    } rows[] = {
        {"within a morning", utc(3, 2, 8), minutes{90}, utc(3, 2, 9, 30)},
        {"over lunch", utc(3, 2, 10, 30), minutes{60}, utc(3, 2, 12, 30)},
        {"before opening", utc(3, 2, 3), minutes{30}, utc(3, 2, 8, 30)},
        {"ends with the day, not with the next morning", utc(3, 2, 16), minutes{60}, utc(3, 2, 17)},
        {"over the weekend", utc(3, 6, 13, 30), minutes{60}, utc(3, 9, 8, 30)},
        {"on a Sunday", utc(3, 8, 12), minutes{1}, utc(3, 9, 8, 1)},
        {"over Christmas", utc(12, 24, 16, 30), minutes{60}, utc(12, 28, 8, 30)},
        {"into summer time", utc(3, 27, 13, 30), minutes{60}, utc(3, 30, 7, 30)},
        {"nothing to wait for", utc(3, 8, 12), minutes{0}, utc(3, 8, 12)},
    };
    for (const auto& row : rows) {
        EXPECT_EQ(add_business_time(calendar, row.start, row.span), row.due) << row.what;
        EXPECT_EQ(business_time_between(calendar, row.start, row.due), row.span) << row.what;
    }
}

TEST(BusinessTime, NightHoursOfTheTimeChangeCountAsTheWallClockShowsThem) {
    config::Calendar night;
    night.zone = date::locate_zone("Europe/Berlin");
    for (auto& day : night.week)
        day = {{hours{1}, hours{4}}};
    const BusinessCalendar table(night);
    // 29 March: 02:00 to 03:00 does not exist. 25 October: it occurs twice.
    EXPECT_EQ(business_time_between(table, utc(3, 28, 12), utc(3, 29, 12)), hours{2});
    EXPECT_EQ(business_time_between(table, utc(10, 24, 12), utc(10, 25, 12)), hours{4});
    EXPECT_EQ(add_business_time(table, utc(10, 24, 12), hours{4}), utc(10, 25, 3));
}

TEST(BusinessTime, ACalendarWithoutHoursNeverEnds) {
    config::Calendar empty;
    empty.zone = date::locate_zone("UTC");
    const BusinessCalendar table(empty);
    EXPECT_EQ(add_business_time(table, utc(1, 1, 0), minutes{1}), std::nullopt);
    EXPECT_EQ(add_business_days(table, utc(1, 1, 0), 1), std::nullopt);
    EXPECT_EQ(business_time_between(table, utc(1, 1, 0), utc(12, 31, 0)), hours{0});
}

TEST(BusinessTime, AgreesWithCountingEveryMinute) {
    constexpr std::chrono::year first{2027};
    constexpr int years = 3;
    constexpr int calendars_of_a_zone = 2;
    constexpr int cases_of_a_calendar = 10'000;
    const Instant begin{sys_days{first / 1 / 1}};
    const Instant end{sys_days{(first + std::chrono::years{years}) / 1 / 1}};
    const auto all = static_cast<int>((end - begin) / minutes{1});
    Chance chance(20260302);
    int cases = 0;
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"}) {
        for (int round = 0; round < calendars_of_a_zone; ++round) {
            const config::Calendar calendar = any_calendar(chance, zone, first, years);
            const MinuteCounter counter(calendar, begin, end);
            const BusinessCalendar table(calendar);
            for (int i = 0; i < cases_of_a_calendar; ++i, ++cases) {
                const Instant start = begin + minutes{chance.pick(0, all - 1)};
                const Instant to = begin + minutes{chance.pick(static_cast<int>((start - begin) / minutes{1}), all)};
                ASSERT_EQ(business_time_between(table, start, to), counter.between(start, to)) << zone << " case " << i;

                const minutes span{chance.pick(1, i % 2 == 0 ? 5000 : 300'000)};
                const auto counted = counter.add(start, span);
                const auto reached = add_business_time(table, start, span);
                ASSERT_TRUE(reached) << zone << " case " << i;
                if (counted) {
                    ASSERT_EQ(*reached, *counted) << zone << " case " << i;
                }
                ASSERT_EQ(business_time_between(table, start, *reached), span) << zone << " case " << i;
                ASSERT_LT(business_time_between(table, start, *reached - microseconds{1}), span) << zone << " case " << i;
            }
        }
    }
    EXPECT_EQ(cases, 100'000);
}

TEST(BusinessTime, OpenStretchesAddUpToWhatIsCounted) {
    Chance chance(7);
    for (int round = 0; round < 20; ++round) {
        const auto calendar = any_calendar(chance, round % 2 == 0 ? "Europe/Berlin" : "Australia/Lord_Howe", year, 1);
        const BusinessCalendar table(calendar);
        const Instant from = utc(3, 1, 0) + minutes{chance.pick(0, 40'000)};
        const Instant to = from + days{60};
        microseconds total{0};
        for (Instant at = from; at < to;) {
            const auto open = table.next_open(at);
            ASSERT_TRUE(open);
            ASSERT_LT(open->from, open->to);
            EXPECT_EQ(business_time_between(table, at, open->from), microseconds{0});
            if (open->from < to) {
                total += std::min(open->to, to) - open->from;
            }
            at = open->to;
            if (at < to) {
                EXPECT_EQ(table.counted(at), table.counted(at + minutes{1})) << "it ends where a break begins";
            }
        }
        EXPECT_EQ(total, business_time_between(table, from, to));
    }
}

TEST(BusinessTime, TenYearsAddUpFromTheirMonths) {
    const auto calendar = office("Europe/Berlin");
    microseconds total{0};
    Instant at = utc(1, 1, 0);
    for (int month = 0; month < 120; ++month, at += days{30})
        total += business_time_between(calendar, at, at + days{30});
    EXPECT_EQ(business_time_between(calendar, utc(1, 1, 0), at), total);
    EXPECT_EQ(business_time_between(calendar, utc(1, 1, 0), *add_business_time(calendar, utc(1, 1, 0), total)), total);
}

TEST(BusinessTime, BusinessDaysKeepTheTimeOfDay) {
    const auto calendar = office("Europe/Berlin");
    EXPECT_EQ(add_business_days(calendar, utc(3, 6, 15), 2), utc(3, 10, 15));
    EXPECT_EQ(add_business_days(calendar, utc(12, 24, 10), 1), utc(12, 28, 10));
    EXPECT_EQ(add_business_days(calendar, utc(3, 27, 15), 1), utc(3, 30, 14));
}
