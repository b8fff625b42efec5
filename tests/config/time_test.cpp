// Tests that times, durations and dates can be written and read back.
#include "config/time.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace config {
namespace {

using namespace std::chrono_literals;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr Instant morning = sys_days{2026y / 11 / 23} + 8h + 30min;

TEST(Time, IsWrittenInUtcToTheSecond) {
    EXPECT_EQ(format_rfc3339(morning), "2026-11-23T08:30:00Z");
    EXPECT_EQ(format_rfc3339(morning + 999'999us), "2026-11-23T08:30:00Z");
    EXPECT_EQ(format_rfc3339(Instant{}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format_rfc3339(Instant{} - 1us), "1969-12-31T23:59:59Z");
    EXPECT_EQ(format_rfc5322(morning), "Mon, 23 Nov 2026 08:30:00 +0000");
    EXPECT_EQ(format_rfc5322(sys_days{2028y / 2 / 29} + 23h + 59min + 59s), "Tue, 29 Feb 2028 23:59:59 +0000");
    EXPECT_EQ(format_rfc5322(Instant{} - 1us), "Wed, 31 Dec 1969 23:59:59 +0000");
}

TEST(Time, IsReadWithAnyOffset) {
    struct Row {
        std::string_view text;
        Instant at;
    };
    const Row rows[] = {
        {"2026-11-23T08:30:00Z", morning},
        {"2026-11-23t08:30:00z", morning},
        {"2026-11-23 08:30:00Z", morning},
        {"2026-11-23T09:30:00+01:00", morning},
        {"2026-11-23T00:00:00-08:30", morning},
        {"2026-11-23T08:30:00.25Z", morning + 250ms},
        {"2026-11-23T08:30:00.123456789Z", morning + 123'456us},
        {"2016-12-31T23:59:60Z", sys_days{2017y / 1 / 1}},
        {"0001-01-01T00:00:00Z", sys_days{std::chrono::year{1} / 1 / 1}},
    };
    for (const auto& row : rows) {
        const auto at = parse_rfc3339(row.text);
        ASSERT_TRUE(at.has_value()) << row.text;
        EXPECT_EQ(*at, row.at) << row.text;
    }
}

TEST(Time, IsRefusedWhenItIsNone) {
    for (const std::string_view text :
         {"", "2026-11-23", "2026-11-23T08:30Z", "2026-11-23T08:30:00", "2026-02-30T08:30:00Z", "2026-13-01T08:30:00Z",
          "2026-11-23T24:00:00Z", "2026-11-23T08:60:00Z", "2026-11-23T08:30:61Z", "2026-11-23T08:30:00.Z",
          "2026-11-23T08:30:00+0100", "2026-11-23T08:30:00+24:00", "2026-11-23T08:30:00Z ", "26-11-23T08:30:00Z",
          "2026/11/23T08:30:00Z", "-026-11-23T08:30:00Z"}) {
        const auto at = parse_rfc3339(text);
        ASSERT_FALSE(at.has_value()) << text;
        EXPECT_EQ(at.error().kind, Error::Kind::permanent);
    }
}

TEST(Time, SurvivesTheDatabase) {
    const Instant at = morning + 123'456us;
    EXPECT_EQ(from_micros(to_micros(at)), at);
    EXPECT_EQ(to_micros(Instant{} + 1s), 1'000'000);
}

TEST(Duration, IsReadInTheUnitsPeopleWrite) {
    struct Row {
        std::string_view text;
        seconds span;
    };
    const Row rows[] = {
        {"45s", 45s},
        {"15m", 15min},
        {"8h", 8h},
        {"3d", 72h},
        {"2w", 336h},
        {"1h30m", 90min},
        {"1H30M", 90min},
        {"1w2d3h4m5s", 219h + 4min + 5s},
        {"0m", 0s},
        {"90m", 90min},
        {"007s", 7s},
        {"3650d", 24h * 3650},
        {"521w", 24h * 7 * 521},
    };
    for (const auto& row : rows) {
        const auto span = parse_duration(row.text);
        ASSERT_TRUE(span.has_value()) << row.text;
        EXPECT_EQ(*span, row.span) << row.text;
    }
}

TEST(Duration, IsRefusedWhenItIsNone) {
    for (const std::string_view text : {"", "15", "m", "15 m", "1.5h", "-1h", "1h 30m", "30m1h", "1h1h", "15x", "h15", "1hm",
                                        "3651d", "522w", "3650d1s", "99999999999999999999h", "18446744073709551617s", "١٥m"}) {
        const auto span = parse_duration(text);
        ASSERT_FALSE(span.has_value()) << text;
        EXPECT_EQ(span.error().kind, Error::Kind::permanent);
    }
}

TEST(Duration, IsWrittenAsItIsRead) {
    struct Row {
        seconds span;
        std::string_view text;
    };
    const Row rows[] = {{0s, "0s"},    {59s, "59s"},   {90min, "1h30m"},     {24h, "1d"},
                        {336h, "14d"}, {36h, "1d12h"}, {25h + 1s, "1d1h1s"}, {-90min, "-1h30m"}};
    for (const auto& row : rows) {
        EXPECT_EQ(format_duration(row.span), row.text);
        if (row.span < 0s) continue;
        EXPECT_EQ(parse_duration(format_duration(row.span)).value(), row.span);
    }
}

}  // namespace
}  // namespace config
