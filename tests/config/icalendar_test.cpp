// Tests holidays from iCalendar files: recurrence, exceptions, moved dates, refusals.
#include "config/icalendar.hpp"

#include "config/hours.hpp"
#include "tests/config/temp_folder.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string calendar_of(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//somebody//EN\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event_of(const std::string& properties) {
    return "BEGIN:VEVENT\r\nUID:1@a.example\r\n" + properties + "\r\nEND:VEVENT\r\n";
}

/// "2026-12-25 2026-12-26", at most `most` days; the message when the file is refused.
std::string days_of(const std::string& text, std::size_t most = 4) {
    const auto days = parse_icalendar(text);
    if (!days) return days.error().what;
    std::string out;
    for (std::size_t i = 0; i < std::min(days->size(), most); ++i) {
        const std::chrono::year_month_day day{(*days)[i]};
        out += fmt::format("{}{:04}-{:02}-{:02}", i == 0 ? "" : " ", static_cast<int>(day.year()),
                           static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    }
    return out;
}

}  // namespace

TEST(ICalendar, EventsTakeTheirDays) {
    const struct {
        const char* what;
        const char* properties;
        const char* days;
    } rows[] = {
        {"one day", "DTSTART;VALUE=DATE:20261225", "2026-12-25"},
        {"an end is not taken along", "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227", "2026-12-25 2026-12-26"},
        {"a length in days", "DTSTART;VALUE=DATE:20261230\r\nDURATION:P3D", "2026-12-30 2026-12-31 2027-01-01"},
        {"midnight to midnight", "DTSTART;TZID=Europe/Berlin:20261225T000000\r\nDTEND;TZID=Europe/Berlin:20261226T000000",
         "2026-12-25"},
        {"part of a day is a meeting", "DTSTART:20261225T090000Z\r\nDTEND:20261225T100000Z", ""},
        {"a length in hours", "DTSTART:20261225T000000\r\nDURATION:PT2H", ""},
        {"cancelled", "DTSTART;VALUE=DATE:20261225\r\nSTATUS:CANCELLED", ""},
        {"every year", "DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY", "2025-01-01 2026-01-01 2027-01-01 2028-01-01"},
        {"every leap day", "DTSTART;VALUE=DATE:20240229\r\nRRULE:FREQ=YEARLY", "2024-02-29 2028-02-29 2032-02-29 2036-02-29"},
        {"every second year", "DTSTART;VALUE=DATE:20250601\r\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3",
         "2025-06-01 2027-06-01 2029-06-01"},
        {"until a day, that day too", "DTSTART;VALUE=DATE:20250601\r\nRRULE:FREQ=YEARLY;UNTIL=20270601T000000Z",
         "2025-06-01 2026-06-01 2027-06-01"},
        {"the fourth Thursday of November", "DTSTART;VALUE=DATE:20251127\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH",
         "2025-11-27 2026-11-26 2027-11-25 2028-11-23"},
        {"the last Monday of May", "DTSTART;VALUE=DATE:20250526\r\nRRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5",
         "2025-05-26 2026-05-25 2027-05-31 2028-05-29"},
        {"the twentieth Monday of the year", "DTSTART;VALUE=DATE:20250519\r\nRRULE:FREQ=YEARLY;BYDAY=20MO;COUNT=2",
         "2025-05-19 2026-05-18"},
        {"the Wednesday between the 16th and the 22nd",
         "DTSTART;VALUE=DATE:20251119\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=16,17,18,19,20,21,22;BYDAY=WE;COUNT=3",
         "2025-11-19 2026-11-18 2027-11-17"},
        {"the last day of each month", "DTSTART;VALUE=DATE:20260131\r\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-1",
         "2026-01-31 2026-02-28 2026-03-31 2026-04-30"},
        {"Mondays and Fridays of every second week",
         "DTSTART;VALUE=DATE:20260302\r\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=MO",
         "2026-03-02 2026-03-06 2026-03-16 2026-03-20"},
        {"the days at the end of a year", "DTSTART;VALUE=DATE:20261230\r\nRRULE:FREQ=DAILY;COUNT=3",
         "2026-12-30 2026-12-31 2027-01-01"},
        {"without one year", "DTSTART;VALUE=DATE:20250101\r\nRRULE:FREQ=YEARLY;COUNT=3\r\nEXDATE;VALUE=DATE:20260101",
         "2025-01-01 2027-01-01"},
        {"and on other days", "DTSTART;VALUE=DATE:20250101\r\nRDATE;VALUE=DATE:20250201,20250301",
         "2025-01-01 2025-02-01 2025-03-01"},
        {"the last working day of each month",
         "DTSTART;VALUE=DATE:20260130\r\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
         "2026-01-30 2026-02-27 2026-03-31 2026-04-30"},
        {"a first day that the rule does not name counts", "DTSTART;VALUE=DATE:20250601\r\nRRULE:FREQ=YEARLY;BYMONTH=1;COUNT=3",
         "2025-06-01 2026-01-01 2027-01-01"},
        {"a length of 48 hours", "DTSTART;VALUE=DATE:20261225\r\nDURATION:PT48H", "2026-12-25 2026-12-26"},
        {"a colon in a parameter", "DTSTART;X-WHY=\"a:b\";VALUE=DATE:20261225", "2026-12-25"},
        {"what no holiday depends on may be malformed", "DTSTART;VALUE=DATE:20261225\r\nURL:\r\nLAST-MODIFIED:never\r\nnonsense",
         "2026-12-25"},
        {"a folded line", "DTSTART;VALUE=DATE:2026\r\n 1225", "2026-12-25"},
        {"what an alarm says is not the event's", "DTSTART;VALUE=DATE:20261225\r\nBEGIN:VALARM\r\nDURATION:PT5M\r\nEND:VALARM",
         "2026-12-25"},
    };
    for (const auto& row : rows)
        EXPECT_EQ(days_of(calendar_of(event_of(row.properties))), row.days) << row.what;
}

TEST(ICalendar, ADateThatWasMovedStandsForTheOneOfItsSeries) {
    const auto series = event_of("DTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;COUNT=3");
    const auto moved = event_of("RECURRENCE-ID;VALUE=DATE:20260501\r\nDTSTART;VALUE=DATE:20260504");
    EXPECT_EQ(days_of(calendar_of(series + moved)), "2025-05-01 2026-05-04 2027-05-01");
    EXPECT_EQ(days_of(calendar_of(moved + series)), "2025-05-01 2026-05-04 2027-05-01");
}

TEST(ICalendar, EventsBeforeTheFileWasCutOffCount) {
    const auto event = event_of("DTSTART;VALUE=DATE:20261225");
    EXPECT_EQ(days_of("BEGIN:VCALENDAR\r\n" + event), "2026-12-25");
    EXPECT_EQ(days_of("BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VEVENT\r\n"), "");
    EXPECT_EQ(days_of(calendar_of(event) + calendar_of(event_of("DTSTART;VALUE=DATE:20261226"))), "2026-12-25 2026-12-26");
}

TEST(ICalendar, WhatIsNotUnderstoodIsRefusedWithItsLine) {
    const struct {
        std::string text;
        const char* why;
    } rows[] = {
        {"holidays: 2026-12-25\n", "BEGIN:VCALENDAR"},
        {"", "BEGIN:VCALENDAR"},
        {calendar_of(event_of("SUMMARY:no date")), "line 4: the event has no DTSTART"},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261301")), "line 6: \"20261301\""},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=YEARLY;BYSETPOS=first")),
         "line 7: \"FREQ=YEARLY;BYSETPOS=first\""},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=HOURLY")), "line 7: \"FREQ=HOURLY\""},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261224\r\nRRULE:COUNT=2")), "line 7: the rule has no FREQ"},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261224\r\nRRULE:FREQ=DAILY;BYHOUR=9")), "line 7: \"FREQ=DAILY;BYHOUR=9\""},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261224\r\nDURATION:long")), "line 7: \"long\""},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20261224\r\nEXDATE;VALUE=DATE:20261225,never")), "line 7: \"20261225,never\""},
        {calendar_of(event_of("DTSTART;VALUE=DATE:20250601\r\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
         "line 7: the rule matches no day"},
        {calendar_of("BEGIN:VEVENT\r\nDTSTART:20261224\r\n"), "no end"},
    };
    for (const auto& row : rows)
        EXPECT_THAT(days_of(row.text), HasSubstr(row.why)) << row.text;
}

TEST(ICalendar, AFileMadeToExhaustItsReaderIsRefusedSoon) {
    std::string rules;
    for (int i = 0; i < 201; ++i)
        rules += event_of("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY");
    EXPECT_THAT(days_of(calendar_of(rules)), HasSubstr("more than 200 events that repeat"));
    std::string nested;
    for (int i = 0; i < 100'000; ++i)
        nested += "BEGIN:VEVENT\r\n";
    EXPECT_THAT(days_of(calendar_of(nested)), HasSubstr("line 13: this is nested too deeply"));
}

TEST(ICalendar, ACalendarTakesItsHolidaysFromFilesAndDates) {
    const TempFolder temp;
    temp.write("public.ics", calendar_of(event_of("DTSTART;VALUE=DATE:20261225\r\nRRULE:FREQ=YEARLY;COUNT=2")));
    temp.write("bad.ics", calendar_of(event_of("DTSTART:christmas")));
    const auto with = [&](const std::string& keys) {
        return load(
            temp.write("ticketd.toml", desk_with("[[calendar]]\nname = \"office\"\nhours = { mon = \"09:00-17:00\" }\n" + keys)));
    };
    const auto good = with("holidays = [\"2026-12-24\", \"2026-12-25\"]\nholidays_file = \"public.ics\"\n");
    ASSERT_TRUE(good) << told(good);
    EXPECT_THAT(good->calendars.front().holidays,
                ElementsAre(parse_day("2026-12-24").value(), parse_day("2026-12-25").value(), parse_day("2027-12-25").value()));
    EXPECT_THAT(
        told(with("holidays_file = [\"public.ics\", \"bad.ics\"]\n")),
        HasSubstr("ticketd.toml:10:32: [[calendar]] holidays_file: \"bad.ics\", line 6: \"christmas\" is not understood."));
    EXPECT_THAT(told(with("holidays_file = \"none.ics\"\n")), HasSubstr("\"none.ics\" cannot be read: No such file"));
}

}  // namespace config
