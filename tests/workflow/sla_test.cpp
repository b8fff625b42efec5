#include "workflow/clocks.hpp"

#include "desk.hpp"

#include <date/tz.h>
#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

/// Weekdays 09:00 to 17:00 in UTC; critical runs around the clock.
config::Config office_desk() {
    auto config = small_desk();
    config::Calendar office;
    office.name = "office";
    office.zone = date::locate_zone("UTC");
    for (std::size_t day = 0; day < 5; ++day)
        office.week[day] = {{hours{9}, hours{17}}};
    config.contracts[0].calendar = office;
    return config;
}

std::vector<std::string> told(const Desk& desk, MailKind kind) {
    return mails_of(desk.log, kind);
}

}  // namespace

TEST(Sla, TargetsFollowPriorityAndContract) {
    Desk desk(office_desk());
    const struct {
        const char *from, *priority;
        std::chrono::seconds response, resolution;
    } rows[] = {
        // Monday 09:00: 8 business hours are the same day 17:00, 24 are Wednesday 17:00, 72 the Thursday of the week after.
        {"boss@contoso.example", "medium", hours{8}, days{2} + hours{8}},
        {"boss@contoso.example", "high", hours{2}, hours{8}},
        {"boss@contoso.example", "critical", minutes{15}, hours{4}},
        {"boss@contoso.example", "low", days{2} + hours{8}, days{10} + hours{8}},
        // Without a contract: the defaults, around the clock, no resolution target.
        {"joe@unknown.example", "medium", hours{8}, hours{0}},
        {"joe@unknown.example", "critical", minutes{15}, hours{0}},
        {"joe@unknown.example", "low", hours{24}, hours{0}},
    };
    for (const auto& row : rows) {
        const Ticket& ticket = desk.ticket(desk.open("x", row.from, row.priority).landed);
        EXPECT_EQ(ticket.clocks.response_due_at, desk.now + row.response) << row.from << row.priority;
        if (row.resolution == hours{0}) {
            EXPECT_FALSE(ticket.clocks.resolution_due_at);
        } else {
            EXPECT_EQ(ticket.clocks.resolution_due_at, desk.now + row.resolution) << row.from << row.priority;
        }
    }
}

TEST(Sla, ResolutionPausesInBothWaitingStatusesAndResponseDoesNot) {
    for (const char* wait : {"wait", "wait3"}) {
        Desk desk(office_desk());
        const TicketId number = desk.opened();
        desk.now += hours{1};
        desk.order(number, wait);
        desk.now += hours{5};
        EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::resolution, desk.now), hours{1});
        EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::response, desk.now), hours{6});
        EXPECT_TRUE(sla_view(desk.policy, desk.ticket(number), desk.now).paused);
        desk.order(number, "wip");
        EXPECT_EQ(desk.ticket(number).clocks.resolution_due_at, monday_morning + days{3} + hours{5});
        desk.now += hours{1};
        EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::resolution, desk.now), hours{2});
        EXPECT_FALSE(sla_view(desk.policy, desk.ticket(number), desk.now).paused);
    }
}

TEST(Sla, GoesOnAfterAReopenWithTheTimeUsed) {
    Desk desk(office_desk());
    const TicketId number = desk.opened();
    desk.now += hours{2};
    desk.order(number, "resolve");
    desk.now += hours{4};
    EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::resolution, desk.now), hours{2});
    desk.order(number, "reopen");
    desk.now += hours{1};
    EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::resolution, desk.now), hours{3});
}

TEST(Sla, APauseThatEndsInResolvedIsNotCountedAfterAReopen) {
    Desk desk(office_desk());
    const TicketId number = desk.opened();
    desk.now += hours{1};
    desk.order(number, "wait");
    desk.now += hours{1};
    desk.order(number, "resolve");
    desk.now += hours{1};
    desk.order(number, "reopen");
    EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::resolution, desk.now), hours{1});
}

TEST(Sla, ANewPriorityOrContractKeepsTheTimeUsed) {
    Desk desk(office_desk());
    const TicketId number = desk.opened();
    desk.now += hours{6};
    for (const char* change : {"p1", "p3", "p4", "client=fabrikam", "client=contoso", "p2"}) {
        desk.order(number, change);
        EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::response, desk.now), hours{6}) << change;
    }
    EXPECT_EQ(desk.ticket(number).clocks.response_due_at, monday_morning + hours{2});
    // From the evening on the calendars differ: only the office hours of low priority had counted.
    desk.order(number, "p4");
    desk.now += hours{12};
    desk.order(number, "p1");
    EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::response, desk.now), hours{8});
    desk.now += hours{1};
    EXPECT_EQ(used(desk.policy, desk.ticket(number), Clock::response, desk.now), hours{9});
}

TEST(Sla, WarnsAndTellsOfABreachOnceEachInOrder) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    Desk desk(config);
    const TicketId number = desk.opened();  // response within 8 hours
    desk.order(number, "assign=ben");
    desk.pass(hours{4} - minutes{1});
    EXPECT_THAT(told(desk, MailKind::warning), IsEmpty());
    desk.pass(minutes{1});
    EXPECT_THAT(told(desk, MailKind::warning), ElementsAre("ben@desk.example"));
    desk.pass(hours{2});
    desk.pass(hours{2} - minutes{1});
    EXPECT_THAT(told(desk, MailKind::warning).size(), 3U);
    EXPECT_THAT(desk.ticket(number).clocks.breached, IsEmpty());
    desk.pass(days{3});
    EXPECT_THAT(told(desk, MailKind::warning).size(), 3U);
    EXPECT_THAT(told(desk, MailKind::breach), ElementsAre("ben@desk.example"));
    EXPECT_THAT(desk.ticket(number).clocks.breached, ElementsAre("response"));
    EXPECT_EQ(desk.ticket(number).next_due_at, std::nullopt);
    EXPECT_TRUE(any_has(desk.events(number), "response warning by ticketd: 75 % used"));
}

TEST(Sla, AfterATimeDownOnlyTheBreachIsToldAndSaysThatItIsLate) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    Desk desk(config);
    const TicketId number = desk.opened();
    desk.now += days{2};
    const Decision late = decide(desk.policy, desk.snapshot, Tick{number}, desk.now);
    ASSERT_THAT(mails(late),
                UnorderedElementsAre("breach to ana@desk.example", "breach to ben@desk.example", "breach to cleo@desk.example"));
    EXPECT_TRUE(any_has(late.mails[0].lines, "late"));
    desk.snapshot.apply(late);
    EXPECT_THAT(decide(desk.policy, desk.snapshot, Tick{number}, desk.now).mails, IsEmpty());
}

TEST(Sla, AnAnswerStopsTheResponseClockAndALateOneIsABreach) {
    Desk desk;
    const TicketId early = desk.opened_and("");
    EXPECT_THAT(desk.ticket(early).clocks.breached, IsEmpty());
    const TicketId late = desk.opened("Other thing");
    desk.now += hours{9};
    desk.receive(Mail("ana@desk.example", "[#2] x", "Sorry").auth("ana"));
    EXPECT_THAT(desk.ticket(late).clocks.breached, ElementsAre("response"));
    EXPECT_EQ(desk.ticket(late).clocks.responded_at, desk.now);
}

TEST(Sla, AnAcknowledgementOrANoteIsNoAnswer) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.receive(from_ana(number, "[note]", "Hm."));
    EXPECT_FALSE(desk.ticket(number).clocks.responded_at);
}

TEST(Sla, TheLeadHearsOfABreachOfTheTeamsTicket) {
    Desk desk;
    const TicketId number = desk.opened("The VPN");
    desk.order(number, "assign=ben");
    desk.pass(hours{8});
    EXPECT_THAT(told(desk, MailKind::breach), UnorderedElementsAre("ben@desk.example", "ana@desk.example"));
}

TEST(Sla, TheViewShowsTheClockThatIsDueFirst) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.now += hours{2};
    auto view = sla_view(desk.policy, desk.ticket(number), desk.now);
    EXPECT_EQ(view.used_percent, 25);
    EXPECT_EQ(view.due_at, monday_morning + hours{8});
    desk.receive(from_ana(number, "", "Hello"));
    view = sla_view(desk.policy, desk.ticket(number), desk.now + hours{10});
    EXPECT_EQ(view.used_percent, 50);
    EXPECT_EQ(view.due_at, monday_morning + hours{24});
    desk.order(number, "resolve");
    view = sla_view(desk.policy, desk.ticket(number), desk.now);
    EXPECT_FALSE(view.used_percent);
    EXPECT_FALSE(view.due_at);
}

TEST(Sla, ASnoozedTicketComesBackWithANotice) {
    Desk desk;
    const TicketId number = desk.open("x", "joe@unknown.example", "take").landed;
    desk.order(desk.opened(), "snooze=1h");
    desk.pass(hours{1});
    EXPECT_FALSE(number.is_set()) << "[take] is refused for an admin";
    EXPECT_TRUE(any_has(desk.log.back().mails.at(0).lines, "snooze is over"));
    EXPECT_FALSE(desk.ticket({1}).snoozed_until);
}
