// Tests working hours, days, zones, calendars and the contracts that use them.
#include "tests/config/temp_folder.hpp"

#include "config/hours.hpp"

#include <date/tz.h>
#include <gtest/gtest.h>

namespace config {
namespace {

using namespace std::chrono_literals;

std::string written(const std::vector<Span>& spans) {
    std::string out;
    for (const auto& span : spans) {
        if (!out.empty()) out += " ";
        out += std::to_string(span.from.count()) + "-" + std::to_string(span.to.count());
    }
    return out;
}

TEST(Hours, AreReadWithBreaksAndToTheEndOfTheDay) {
    struct Row {
        std::string_view text;
        std::string_view minutes;  // empty: refused
    };
    const Row rows[] = {
        {"09:00-17:30", "540-1050"},
        {"9:00-17:30", "540-1050"},
        {"09:00-12:00,13:00-18:00", "540-720 780-1080"},
        {" 09:00 - 12:00 , 13:00-18:00 ", "540-720 780-1080"},
        {"00:00-24:00", "0-1440"},
        {"22:00-06:00", "1320-1800"},  // past midnight
        {"22:00-00:00", "1320-1440"},
        {"23:59-24:00", "1439-1440"},
        {"", ""},
        {",", ""},
        {"09:00-12:00,", ""},
        {"09:00", ""},
        {"09:00-", ""},
        {"09:00-09:00", ""},
        {"24:00-06:00", ""},
        {"09:00-24:01", ""},
        {"09:60-10:00", ""},
        {"09:5-10:00", ""},
        {"009:00-10:00", ""},
        {"a9:00-10:00", ""},
        {"09:00-10:00-11:00", ""},
        {"9-17", ""},
    };
    for (const auto& row : rows) {
        const auto spans = parse_hours(row.text);
        EXPECT_EQ(spans ? written(*spans) : "", row.minutes) << row.text;
    }
    EXPECT_EQ(format_span({1320min, 1800min}), "22:00-06:00");
    EXPECT_EQ(format_span({540min, 1440min}), "09:00-24:00");
}

TEST(Days, AreThoseOfTheCalendar) {
    EXPECT_EQ(parse_day("2028-02-29").value(), std::chrono::sys_days{2028y / 2 / 29});
    for (const std::string_view bad :
         {"", "2027-02-29", "2026-13-01", "2026-1-1", "26-01-01", "2026/01/01", "2026-01-01Z", "yyyy-mm-dd"}) {
        EXPECT_FALSE(parse_day(bad).has_value()) << bad;
    }
}

TEST(Zones, AreThoseOfTheSystem) {
    EXPECT_EQ(find_zone("Europe/Berlin").value()->name(), "Europe/Berlin");
    EXPECT_TRUE(find_zone("UTC").has_value());
    for (const std::string_view bad : {"", "Berlin", "Europe/Berlim", "../etc/passwd"})
        EXPECT_FALSE(find_zone(bad).has_value()) << bad;
}

Config load_with(std::string_view sections) {
    const TempFolder folder;
    const auto loaded = load(folder.write("ticketd.toml", desk_with(sections)));
    EXPECT_TRUE(loaded.has_value()) << told(loaded);
    return loaded.value_or(Config{});
}

TEST(Calendars, SplitWhatRunsAcrossMidnightIntoTwoDays) {
    const auto config = load_with(R"(
[[calendar]]
name = "nights"
time_zone = "America/New_York"
[calendar.hours]
mon = "13:00-15:00,22:00-06:00"
tue = ["08:00-10:00", "06:00-07:00"]
sun = "20:00-02:00"
)");
    ASSERT_EQ(config.calendars.size(), 1U);
    const auto& week = config.calendars.front().week;
    EXPECT_EQ(written(week[0]), "0-120 780-900 1320-1440");  // begins with the end of Sunday's span
    EXPECT_EQ(written(week[1]), "0-360 360-420 480-600");
    for (std::size_t day = 2; day < 6; ++day)
        EXPECT_TRUE(week.at(day).empty());
    EXPECT_EQ(written(week[6]), "1200-1440");
    EXPECT_EQ(config.calendars.front().zone->name(), "America/New_York");
    EXPECT_FALSE(config.calendars.front().always);
}

TEST(Calendars, TakeHolidaysWithAndWithoutQuotesAndSortThem) {
    const auto config = load_with(R"(
[[calendar]]
name = "office"
hours = { mon = "09:00-17:00" }
holidays = ["2027-01-01", 2026-12-25]
)");
    ASSERT_EQ(config.calendars.size(), 1U);
    const std::vector<std::chrono::sys_days> expected{std::chrono::sys_days{2026y / 12 / 25},
                                                      std::chrono::sys_days{2027y / 1 / 1}};
    EXPECT_EQ(config.calendars.front().holidays, expected);
    EXPECT_EQ(config.calendars.front().zone, config.desk.zone);  // it has no zone of its own
}

TEST(Contracts, RunOnTheCalendarsTheyNameAndAlwaysWithoutOne) {
    const auto config = load_with(R"(
[[contract]]
name = "plain"

[[contract]]
name = "gold"
calendar = "office"

[[contract]]
name = "platinum"
calendar = "office"
critical_calendar = "24x7"

[[calendar]]
name = "office"
hours = { fri = "09:00-15:00" }
)");
    ASSERT_EQ(config.contracts.size(), 3U);
    EXPECT_TRUE(config.contracts[0].calendar.always);
    EXPECT_TRUE(config.contracts[0].critical_calendar.always);
    EXPECT_EQ(config.contracts[0].calendar.zone, config.desk.zone);
    EXPECT_EQ(config.contracts[1].calendar.name, "office");
    EXPECT_EQ(config.contracts[1].critical_calendar.name, "office");
    EXPECT_EQ(written(config.contracts[1].calendar.week[4]), "540-900");
    EXPECT_EQ(config.contracts[2].calendar.name, "office");
    EXPECT_EQ(config.contracts[2].critical_calendar.name, "24x7");
    EXPECT_TRUE(config.contracts[2].critical_calendar.always);
}

}  // namespace
}  // namespace config
