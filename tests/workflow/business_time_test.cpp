#include "workflow/business_time.hpp"

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

config::Calendar office(const char* zone) {
    config::Calendar calendar;
    calendar.name = "office";
    calendar.zone = date::locate_zone(zone);
    for (std::size_t day = 0; day < 5; ++day)
        calendar.week[day] = {{hours{9}, hours{12}}, {hours{13}, day == 4 ? hours{15} : hours{18}}};
    calendar.holidays = {sys_days{year / 12 / 25}};
    return calendar;
}

Instant utc(int month, int day, int hour, int minute = 0) {
    return sys_days{year / month / day} + hours{hour} + minutes{minute};
}

/// The slow and obvious way: look at every minute.
microseconds counted_by_the_minute(const config::Calendar& calendar, Instant from, Instant to) {
    microseconds counted{0};
    for (Instant at = from; at < to; at += minutes{1}) {
        const auto local = calendar.zone->to_local(std::chrono::floor<std::chrono::seconds>(at));
        const auto day = date::floor<date::days>(local);
        const auto time = local - day;
        const auto weekday = date::weekday{day}.iso_encoding() - 1;
        if (std::binary_search(calendar.holidays.begin(), calendar.holidays.end(), sys_days{day.time_since_epoch()})) continue;
        for (const auto& span : calendar.week[weekday])
            if (time >= span.from && time < span.to) counted += minutes{1};
    }
    return counted;
}

}  // namespace

TEST(BusinessTime, AroundTheClockIsPlainTime) {
    config::Calendar always;
    always.always = true;
    EXPECT_EQ(business_time_between(always, utc(1, 1, 0), utc(1, 2, 0)), hours{24});
    EXPECT_EQ(add_business_time(always, utc(1, 1, 0), hours{36}), utc(1, 2, 12));
    EXPECT_EQ(business_time_between(always, utc(1, 2, 0), utc(1, 1, 0)), hours{0});
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
    // 29 March: 02:00 to 03:00 does not exist. 25 October: it comes twice.
    EXPECT_EQ(business_time_between(night, utc(3, 28, 12), utc(3, 29, 12)), hours{2});
    EXPECT_EQ(business_time_between(night, utc(10, 24, 12), utc(10, 25, 12)), hours{4});
    EXPECT_EQ(add_business_time(night, utc(10, 24, 12), hours{4}), utc(10, 25, 3));
}

TEST(BusinessTime, ACalendarWithoutHoursNeverEnds) {
    config::Calendar empty;
    empty.zone = date::locate_zone("UTC");
    EXPECT_EQ(add_business_time(empty, utc(1, 1, 0), minutes{1}), std::nullopt);
    EXPECT_EQ(add_business_days(empty, utc(1, 1, 0), 1), std::nullopt);
    EXPECT_EQ(business_time_between(empty, utc(1, 1, 0), utc(12, 31, 0)), hours{0});
}

TEST(BusinessTime, AgreesWithCountingEveryMinute) {
    std::mt19937 random(20260302);
    const auto pick = [&](int from, int to) { return std::uniform_int_distribution<int>(from, to)(random); };
    const char* zones[] = {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"};
    for (int round = 0; round < 250; ++round) {
        config::Calendar calendar;
        calendar.zone = date::locate_zone(zones[round % 5]);
        for (auto& day : calendar.week) {
            int at = 0;
            for (int spans = pick(0, 2); spans > 0 && at < 1380; --spans) {
                const int from = pick(at, 1400);
                const int to = pick(from + 1, 1440);
                day.push_back({minutes{from}, minutes{to}});
                at = to + 1;
            }
        }
        for (int i = pick(0, 6); i > 0; --i)
            calendar.holidays.push_back(sys_days{year / 1 / 1} + days{pick(0, 364)});
        std::sort(calendar.holidays.begin(), calendar.holidays.end());
        calendar.holidays.erase(std::unique(calendar.holidays.begin(), calendar.holidays.end()), calendar.holidays.end());

        const Instant from = Instant{sys_days{year / 1 / 1}} + minutes{pick(0, 360 * 1440)};
        const Instant to = from + minutes{pick(0, 4 * 1440)};
        const auto counted = counted_by_the_minute(calendar, from, to);
        ASSERT_EQ(business_time_between(calendar, from, to), counted) << round;
        if (counted <= microseconds{0}) continue;
        const auto there = add_business_time(calendar, from, counted);
        ASSERT_TRUE(there) << round;
        EXPECT_LE(*there, to) << round;
        EXPECT_EQ(business_time_between(calendar, from, *there), counted) << round;
        EXPECT_LT(business_time_between(calendar, from, *there - microseconds{1}), counted) << round;
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
