// Tests time: entries, timers, rounding, corrections, and the question about a forgotten timer.

#include "tests/workflow/desk.hpp"
#include "workflow/text/time_words.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <gmock/gmock.h>

#include <numeric>

using namespace desk_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::vector<TimeEntry> time_log(const Desk& desk) {
    std::vector<TimeEntry> log;
    for (const Decision& decision : desk.log)
        log.insert(log.end(), decision.time.begin(), decision.time.end());
    return log;
}

config::Config with_terms(minutes rounding, minutes minimum) {
    auto config = small_desk();
    config.contracts[0].rounding = rounding;
    config.contracts[0].minimum = minimum;
    return config;
}

Instant at(int hour, int minute = 0, int days_on = 0) {
    return monday_morning - hours{9} + days{days_on} + hours{hour} + minutes{minute};
}

}  // namespace

TEST(Time, IsReadAsPeopleWriteIt) {
    const struct {
        const char* tags;
        int worked;
        bool billable;
        Instant from, to;
        const char* text;
    } rows[] = {
        {"[30m]", 30, true, at(8, 30), at(9), ""},
        {"[1h30m]", 90, true, at(7, 30), at(9), ""},
        {"[time=30m]", 30, true, at(8, 30), at(9), ""},
        {"[spend=2h]", 120, true, at(7), at(9), ""},
        {"[time=30m;nonbillable]", 30, false, at(8, 30), at(9), ""},
        {"[nonbillable; 30m]", 30, false, at(8, 30), at(9), ""},
        {"[time=30m] [nonbillable]", 30, false, at(8, 30), at(9), ""},
        {"[time=30m;billable]", 30, true, at(8, 30), at(9), ""},
        {"[time=08:00-08:45]", 45, true, at(8), at(8, 45), ""},
        {"[time=8:00-8:45]", 45, true, at(8), at(8, 45), ""},
        // This time of day is still to come, so it means yesterday.
        {"[time=10:00-11:15]", 75, true, at(10, 0, -1), at(11, 15, -1), ""},
        {"[time=23:30-00:30]", 60, true, at(23, 30, -1), at(0, 30), ""},
        {"[time=09:00-10:15;date=2026-02-27]", 75, true, at(9, 0, -3), at(10, 15, -3), ""},
        {"[time=30m;date=2026-02-27]", 30, true, at(8, 30, -3), at(9, 0, -3), ""},
        {"[time=30m;for=\"on site\"]", 30, true, at(8, 30), at(9), "on site"},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened();
        const auto& decision = desk.receive(from_ana(number, row.tags));
        SCOPED_TRACE(row.tags);
        ASSERT_EQ(decision.time.size(), 1U) << testing::PrintToString(worded(decision.reasons));
        const TimeEntry& entry = decision.time[0];
        EXPECT_EQ(entry.ticket, number);
        EXPECT_EQ(entry.technician, "ana");
        EXPECT_EQ(entry.worked, row.worked);
        EXPECT_EQ(entry.minutes, row.worked);
        EXPECT_EQ(entry.billable, row.billable);
        EXPECT_EQ(config::format_rfc3339(entry.from), config::format_rfc3339(row.from));
        EXPECT_EQ(config::format_rfc3339(entry.to), config::format_rfc3339(row.to));
        EXPECT_EQ(entry.text, row.text);
        EXPECT_EQ(minutes_total(desk.ticket(number)), row.worked);
        EXPECT_TRUE(mail_of(decision, MailKind::receipt));
        EXPECT_FALSE(mail_of(decision, MailKind::client_comment)) << "time is no news for clients";
    }
}

TEST(Time, ThatIsWrongIsRefusedWithTheRest) {
    const struct {
        const char* tags;
        const char* why;
    } rows[] = {
        {"[time=soon]", "\"soon\" is no time"},
        {"[time=30s]", "\"30s\" is no time"},
        {"[time=0m]", "from one minute to 24 hours"},
        {"[time=25h]", "from one minute to 24 hours"},
        {"[time=10:00-10:00]", "is no time"},
        {"[time=10:00-25:00]", "is no time"},
        {"[time=08:00-12:00]", "has not come yet"},
        {"[time=-30m]", "30m cannot be taken back: ana has 0m on this ticket"},
        {"[time=30m;date=2026-02-30]", "is no date"},
        {"[time=30m;date=2026-04-01]", "has not come yet"},
        {"[nonbillable]", "goes with a time"},
        {"[date=2026-03-01]", "goes with a time"},
        {"[time=30m;with=nobody]", "there is no technician or team \"nobody\""},
        {"[stop]", "no timer of ana runs"},
        {"[30m; reslove]", "Did you mean \"resolve\""},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened();
        const Ticket before = desk.ticket(number);
        const auto& decision = desk.receive(from_ana(number, std::string(row.tags) + " [p1]", "Text"));
        SCOPED_TRACE(row.tags);
        const Notification* refusal = mail_of(decision, MailKind::refusal);
        ASSERT_TRUE(refusal);
        EXPECT_THAT(worded(refusal->lines.at(0)), HasSubstr(row.why));
        EXPECT_THAT(decision.time, IsEmpty());
        EXPECT_EQ(desk.ticket(number).efforts, before.efforts);
        EXPECT_EQ(desk.ticket(number).priority, Priority::medium);
    }
}

TEST(Time, TakesItsTextFromTheMail) {
    Desk desk;
    const TicketId number = desk.opened();
    EXPECT_EQ(desk.receive(from_ana(number, "[30m]", "\nChanged the cable.\nAll is well.")).time.at(0).text,
              "Changed the cable.");
    EXPECT_EQ(desk.receive(from_ana(number, "[30m; for=driving]", "Changed the cable.")).time.at(0).text, "driving");
    const auto& decision = desk.receive(Mail("ana@desk.example", "Printer [20m]", "Called by phone.").auth("ana"));
    EXPECT_EQ(decision.time.at(0).text, "Called by phone.");
}

TEST(Time, SeveralEntriesKeepTheirOwnOptions) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(from_ana(number, "[time=30m;nonbillable] [1h] [time=15m; date=2026-02-28]"));
    ASSERT_EQ(decision.time.size(), 3U);
    EXPECT_EQ(decision.time[0].billable, false);
    EXPECT_EQ(decision.time[1].billable, true);
    EXPECT_EQ(decision.time[1].to, desk.now);
    EXPECT_EQ(decision.time[2].to, desk.now - days{2});
    EXPECT_EQ(minutes_total(desk.ticket(number)), 105);
}

TEST(Time, OfSeveralTechniciansIsWrittenForEach) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(from_ana(number, "[time=30m; with=ben,cleo]"));
    std::vector<std::string> who;
    for (const TimeEntry& entry : decision.time)
        who.push_back(entry.technician);
    EXPECT_THAT(who, ElementsAre("ana", "ben", "cleo"));
    EXPECT_EQ(minutes_total(desk.ticket(number)), 90);
}

TEST(Time, CountsAsTheContractRounds) {
    const struct {
        minutes rounding, minimum;
        const char* tags;
        int counted;
    } rows[] = {
        {minutes{0}, minutes{0}, "7m", 7},    {minutes{15}, minutes{0}, "7m", 15},
        {minutes{15}, minutes{0}, "15m", 15}, {minutes{15}, minutes{0}, "16m", 30},
        {minutes{0}, minutes{30}, "7m", 30},  {minutes{0}, minutes{30}, "31m", 31},
        {minutes{20}, minutes{30}, "7m", 40}, {minutes{15}, minutes{30}, "nonbillable;7m", 7},
        {minutes{6}, minutes{0}, "1h1m", 66},
    };
    for (const auto& row : rows) {
        Desk desk(with_terms(row.rounding, row.minimum));
        const TicketId number = desk.opened();
        desk.receive(from_ana(number, std::string("[") + row.tags + "]"));
        EXPECT_EQ(minutes_total(desk.ticket(number)), row.counted) << row.tags;
    }
    Desk no_contract(with_terms(minutes{15}, minutes{0}));
    const TicketId number = no_contract.receive(Mail("joe@unknown.example", "Hello", "x")).landed;
    no_contract.order(number, "time=7m", {}, "ana");
    EXPECT_EQ(minutes_total(no_contract.ticket(number)), 7);
}

TEST(Time, IsCorrectedByAnotherEntry) {
    Desk desk(with_terms(minutes{15}, minutes{0}));
    const TicketId number = desk.opened();
    desk.order(number, "time=20m", {}, "ana");
    desk.order(number, "time=60m", {}, "ben");
    EXPECT_EQ(minutes_total(desk.ticket(number)), 90);
    desk.order(number, "time=-10m", {}, "ben");
    EXPECT_EQ(minutes_total(desk.ticket(number)), 80);
    EXPECT_TRUE(desk.order(number, "time=-51m", {}, "ben").refused);
    // All of ana's work is subtracted, together with what the contract's rounding had added.
    desk.order(number, "time=-20m", {}, "ana");
    EXPECT_EQ(minutes_total(desk.ticket(number)), 50);
    const auto log = time_log(desk);
    EXPECT_EQ(log.size(), 4U) << "nothing is taken out of the log";
    EXPECT_EQ(std::accumulate(log.begin(), log.end(), 0, [](int sum, const auto& one) { return sum + one.minutes; }), 50);
}

TEST(Time, IsTakenBackFromItsOwnKind) {
    // 20m that the contract rounds to 30m, and 25m that are not billable.
    const struct {
        const char* items;
        const char* refused;  // empty: undone
        int counted;
        int unbilled;
    } rows[] = {
        {"time=-5m", "", 50, 25},
        {"time=-20m", "", 25, 25},
        {"time=-21m", "21m cannot be taken back: ana has 20m billable and 25m not billable", 55, 25},
        {"time=-5m;nonbillable", "", 50, 20},
        {"time=-25m;nonbillable", "", 30, 0},
        {"time=-26m;nonbillable", "26m, not billable, cannot be taken back: ana has 20m billable and 25m not billable", 55, 25},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.items);
        Desk desk(with_terms(minutes{15}, minutes{0}));
        const TicketId number = desk.opened();
        desk.order(number, "time=20m time=25m;nonbillable", {}, "ana");
        const auto& decision = desk.order(number, row.items, {}, "ana");
        EXPECT_EQ(decision.refused, *row.refused != '\0');
        if (decision.refused) {
            EXPECT_THAT(worded(decision.reasons), testing::Contains(HasSubstr(row.refused)));
        }
        EXPECT_EQ(minutes_total(desk.ticket(number)), row.counted);
        EXPECT_EQ(desk.ticket(number).efforts.at(0).unbilled, row.unbilled);
    }
}

TEST(Time, WhoseKindsAreNotKnownIsTakenBackFromTheSum) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "time=30m;nonbillable", {}, "ana");
    desk.snapshot.tickets.at(number).efforts.at(0).unbilled.reset();
    EXPECT_FALSE(desk.order(number, "time=-10m", {}, "ana").refused);
    EXPECT_FALSE(desk.order(number, "time=-20m;nonbillable", {}, "ana").refused);
    EXPECT_TRUE(desk.order(number, "time=-1m;nonbillable", {}, "ana").refused);
    EXPECT_EQ(minutes_total(desk.ticket(number)), 0);
}

TEST(Timer, WritesDownWhatItMeasured) {
    Desk desk(with_terms(minutes{15}, minutes{0}));
    const TicketId number = desk.opened();
    EXPECT_THAT(desk.receive(from_ana(number, "[start]")).time, IsEmpty());
    desk.order(number, "start", {}, "ben");
    desk.now += minutes{32};
    const auto& stopped = desk.receive(from_ana(number, "[stop]", "Replaced it."));
    ASSERT_EQ(stopped.time.size(), 1U);
    EXPECT_EQ(stopped.time[0].worked, 32);
    EXPECT_EQ(stopped.time[0].minutes, 45);
    EXPECT_EQ(stopped.time[0].from, monday_morning);
    EXPECT_EQ(stopped.time[0].to, desk.now);
    EXPECT_EQ(stopped.time[0].text, "Replaced it.");
    desk.now += minutes{8};
    EXPECT_EQ(desk.order(number, "stop nonbillable", {}, "ben").time.at(0).worked, 40);
    EXPECT_TRUE(desk.order(number, "stop", {}, "ben").refused) << "it runs no more";
    EXPECT_EQ(minutes_total(desk.ticket(number)), 85);
}

TEST(Time, IsSaidInHoursHoweverLong) {
    const std::pair<int, const char*> rows[] = {{0, "0m"},     {5, "5m"},       {60, "1h"},    {90, "1h30m"},
                                                {1980, "33h"}, {1981, "33h1m"}, {-45, "-45m"}, {-1500, "-25h"}};
    for (const auto& [span, words] : rows)
        EXPECT_EQ(work_words(minutes{span}), words);
}

TEST(Time, WithHoursSaysOnWhichDay) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(from_ana(number, "[time=14:00-15:00]"));
    const char* said = "time 1h (2026-03-01 14:00 UTC to 2026-03-01 15:00 UTC)";
    EXPECT_TRUE(any_has(desk.events(number), said));
    const Notification* receipt = mail_of(decision, MailKind::receipt);
    ASSERT_TRUE(receipt);
    EXPECT_TRUE(any_has(receipt->lines, said));
    desk.order(number, "time=30m", {}, "ana");
    EXPECT_TRUE(any_has(desk.events(number), "time 30m by ana"));
}

TEST(Timer, StartedTwiceGoesOn) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "start", {}, "ana");
    desk.now += minutes{10};
    desk.order(number, "start", {}, "ana");
    desk.now += minutes{10};
    EXPECT_EQ(desk.order(number, "stop", {}, "ana").time.at(0).worked, 20);
}

TEST(Timer, StopsAtAnotherMomentWhenAsked) {
    const struct {
        const char* items;
        int worked;  // 0: the item is refused
    } rows[] = {{"stop=09:45", 45}, {"stop=45m", 45}, {"stop=10:30", 90}, {"stop=13:00", 0}, {"stop=4h", 0}, {"stop=soon", 0}};
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened();
        desk.order(number, "start", {}, "ana");
        desk.now += hours{3};
        const auto& decision = desk.order(number, row.items, {}, "ana");
        EXPECT_EQ(decision.refused, row.worked == 0) << row.items;
        EXPECT_EQ(minutes_total(desk.ticket(number)), row.worked) << row.items;
    }
}

TEST(Timer, EndsWithTheTicketWhereverTheWordStands) {
    for (const char* items : {"resolve", "close", "stop resolve", "resolve stop"}) {
        Desk desk;
        const TicketId number = desk.opened();
        desk.order(number, "start", {}, "ana");
        desk.now += minutes{25};
        const auto& decision = desk.order(number, items, {}, "ana");
        EXPECT_FALSE(decision.refused) << items;
        EXPECT_EQ(minutes_total(desk.ticket(number)), 25) << items;
        EXPECT_EQ(time_log(desk).size(), 1U) << items;
    }
}

TEST(Timer, ThatWasForgottenAsksAfterTheWorkingDayAndEachDayAfter) {
    auto config = small_desk();
    config::Calendar office;
    office.zone = date::locate_zone("UTC");
    for (std::size_t day = 0; day < 5; ++day)
        office.week.at(day) = {{hours{9}, hours{12}}, {hours{13}, hours{17}}};
    config.contracts[0].calendar = office;
    const struct {
        const char* what;
        config::Config config;
        Instant started, asked;
    } rows[] = {
        {"over the lunch break", config, at(10), at(17)},
        {"in the last minutes", config, at(16, 50), at(17, 50)},
        {"a desk that is always open", small_desk(), at(10), at(20)},
        {"after hours: not before ten hours are over", config, at(20), at(6, 0, 1)},
    };
    for (const auto& row : rows) {
        Desk desk(row.config);
        const TicketId number = desk.opened();
        desk.now = row.started;
        desk.order(number, "start take", {}, "ana");
        SCOPED_TRACE(row.what);
        desk.pass(row.asked - row.started - minutes{1});
        EXPECT_THAT(mails_of(desk.log, MailKind::timer_question), IsEmpty());
        desk.pass(minutes{1});
        EXPECT_THAT(mails_of(desk.log, MailKind::timer_question), ElementsAre("ana@desk.example"));
        desk.pass(days{1});
        EXPECT_THAT(mails_of(desk.log, MailKind::timer_question).size(), 2U);
        desk.order(number, "stop=2h", {}, "ana");
        desk.pass(days{3});
        EXPECT_THAT(mails_of(desk.log, MailKind::timer_question).size(), 2U);
        EXPECT_EQ(minutes_total(desk.ticket(number)), 120);
    }
}

TEST(Timer, ThatEndsWithTheTicketIsToldToWhoeverItBelongsTo) {
    for (const char* tags : {"[resolve]", "[close]", "[merge=2]"}) {
        SCOPED_TRACE(tags);
        Desk desk;
        const TicketId number = desk.opened();
        desk.opened("Another");
        desk.order(number, "start", {}, "ana");
        desk.order(number, "start", {}, "ben");
        desk.now += minutes{25};
        const auto& decision = desk.receive(from_ana(number, tags));
        const Notification* receipt = mail_of(decision, MailKind::receipt);
        ASSERT_TRUE(receipt);
        EXPECT_TRUE(any_has(receipt->lines, "timer stopped: time 25m of ana"));
        EXPECT_TRUE(any_has(receipt->lines, "timer stopped: time 25m of ben"));
        std::vector<std::string> told;
        for (const Notification& mail : decision.mails)
            if (any_has(mail.lines, "timer stopped") && mail.kind == MailKind::notice) told.push_back(mail.recipient.address);
        EXPECT_THAT(told, ElementsAre("ben@desk.example"));
    }
}

TEST(Timer, ThatRanPastItsWorkingDaySaysWhatWasLeftOut) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "start", {}, "ben");
    desk.now += hours{33};
    const auto& decision = desk.order(number, "close");
    const Notification* told = mail_of(decision, MailKind::notice);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->recipient.address, "ben@desk.example");
    EXPECT_THAT(worded(told->lines.front()), HasSubstr("time 10h of ben; it ran since 2026-03-02 09:00 UTC"));
    EXPECT_THAT(worded(told->lines.front()), HasSubstr("until 2026-03-02 19:00 UTC"));
}

TEST(Timer, ThatWasForgottenCountsOnlyItsWorkingDayWhenTheTicketEnds) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "start", {}, "ana");
    desk.pass(days{3});
    desk.order(number, "close");
    EXPECT_EQ(minutes_total(desk.ticket(number)), 600);
    EXPECT_TRUE(any_has(desk.events(number), "time 10h of ana by ticketd: the ticket is closed"));
}
