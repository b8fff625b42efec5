// Tests targets, pauses, reopening, warnings and breaches of the SLA clocks.
#include "workflow/sla/sla_clocks.hpp"

#include "tests/workflow/desk.hpp"

#include <date/tz.h>
#include <fmt/format.h>
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
        // From Monday 09:00, 8 business hours end on the same day at 17:00, 24 on Wednesday at 17:00, and 72 on
        // Thursday of the next week.
        {"boss@contoso.example", "medium", hours{8}, days{2} + hours{8}},
        {"boss@contoso.example", "high", hours{2}, hours{8}},
        {"boss@contoso.example", "critical", minutes{15}, hours{4}},
        {"boss@contoso.example", "low", days{2} + hours{8}, days{10} + hours{8}},
        // Without a contract the defaults apply: around the clock, no resolution target.
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
        EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{1});
        EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{6});
        EXPECT_TRUE(sla_view(desk.directory, desk.ticket(number), desk.now).paused);
        desk.order(number, "wip");
        EXPECT_EQ(desk.ticket(number).clocks.resolution_due_at, monday_morning + days{3} + hours{5});
        desk.now += hours{1};
        EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{2});
        EXPECT_FALSE(sla_view(desk.directory, desk.ticket(number), desk.now).paused);
    }
}

TEST(Sla, GoesOnAfterAReopenWithTheTimeUsed) {
    Desk desk(office_desk());
    const TicketId number = desk.opened();
    desk.now += hours{2};
    desk.order(number, "resolve");
    desk.now += hours{4};
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{2});
    desk.order(number, "reopen");
    desk.now += hours{1};
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{3});
}

TEST(Sla, TheResponseClockStandsStillWhileTheTicketIsDone) {
    for (const char* end : {"resolve", "close"}) {
        SCOPED_TRACE(end);
        auto config = small_desk();
        config.contracts[0].resolution = {};
        Desk desk(config);
        const TicketId number = desk.opened();  // response within 8 hours
        desk.order(number, "assign=ben");
        desk.pass(hours{1});
        // The client gets no mail, not even the question whether the ticket is solved.
        desk.snapshot.failing["boss@contoso.example"].suspended_at = desk.now;
        desk.order(number, end);
        desk.pass(days{3});
        EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{1});
        desk.order(number, "reopen");
        EXPECT_EQ(desk.ticket(number).clocks.response_due_at, desk.now + hours{7});
        desk.pass(minutes{1});
        EXPECT_THAT(told(desk, MailKind::warning), IsEmpty());
        EXPECT_THAT(desk.ticket(number).clocks.breached, IsEmpty());
        desk.pass(hours{7});
        EXPECT_THAT(desk.ticket(number).clocks.breached, ElementsAre("response"));
    }
}

TEST(Sla, ALateEndWithoutAnAnswerIsABreachOfTheResponse) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.now += hours{9};
    desk.order(number, "close");
    EXPECT_THAT(desk.ticket(number).clocks.breached, ElementsAre("response"));
}

TEST(Sla, AnAnswerToASolvedTicketIsAsGoodAsItsClockWasThen) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.now += hours{1};
    desk.order(number, "close");
    desk.now += days{1};
    desk.order(number, "", "Sorry, I forgot to write.", "ana");
    EXPECT_THAT(desk.ticket(number).clocks.breached, IsEmpty());
    desk.now += hours{1};
    desk.order(number, "reopen");
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now + hours{1}), hours{1});
}

TEST(Sla, TheQuestionThatGoesWithResolvedIsAnAnswer) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.now += hours{1};
    const auto& decision = desk.receive(from_ana(number, "[resolve]"));
    ASSERT_TRUE(mail_of(decision, MailKind::resolved_question));
    EXPECT_EQ(desk.ticket(number).clocks.responded_at, desk.now);
    EXPECT_THAT(desk.ticket(number).clocks.response_to, ElementsAre("boss@contoso.example"));
    EXPECT_EQ(desk.ticket(number).status, config::Status::resolved);
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
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{1});
}

TEST(Sla, ANewPriorityOrContractKeepsTheTimeUsed) {
    Desk desk(office_desk());
    const TicketId number = desk.opened();
    desk.now += hours{6};
    for (const char* change : {"p1", "p3", "p4", "client=fabrikam", "client=contoso", "p2"}) {
        desk.order(number, change);
        EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{6}) << change;
    }
    EXPECT_EQ(desk.ticket(number).clocks.response_due_at, monday_morning + hours{2});
    // From the evening on the calendars differ: with low priority only office hours had counted.
    desk.order(number, "p4");
    desk.now += hours{12};
    desk.order(number, "p1");
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{8});
    desk.now += hours{1};
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{9});
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

TEST(Sla, AfterATimeDownOneMailAPersonSaysWhereTheTicketIs) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    config.contracts[0].step = {{150, {"lead"}}};
    Desk desk(config);
    const TicketId number = desk.opened("The VPN");
    desk.order(number, "assign=ben");
    desk.now += days{2};
    std::vector<std::string> said;
    std::size_t steps = 0;
    for (int ticks = 0; ticks < 10; ++ticks) {
        const Decision late = decide(desk.directory, desk.snapshot, Tick{number}, desk.now);
        if (late.mails.empty()) break;
        for (const Notification& mail : late.mails) {
            EXPECT_TRUE(any_has(mail.lines, "late")) << worded(mail.lines.front());
            said.push_back(fmt::format("{} {}", mail.recipient.address, worded(mail.lines.front()).substr(0, 16)));
        }
        steps += late.entries.size();
        desk.snapshot.apply(late);
    }
    EXPECT_EQ(steps, 5U) << "the history has each step";
    EXPECT_THAT(said, ElementsAre("ben@desk.example 150 % of the res", "ana@desk.example 150 % of the res"));
    EXPECT_EQ(desk.ticket(number).next_due_at, std::nullopt);
    EXPECT_THAT(desk.ticket(number).clocks.breached, ElementsAre("response"));
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
    auto view = sla_view(desk.directory, desk.ticket(number), desk.now);
    EXPECT_EQ(view.used_percent, 25);
    EXPECT_EQ(view.due_at, monday_morning + hours{8});
    desk.receive(from_ana(number, "", "Hello"));
    view = sla_view(desk.directory, desk.ticket(number), desk.now + hours{10});
    EXPECT_EQ(view.used_percent, 50);
    EXPECT_EQ(view.due_at, monday_morning + hours{24});
    desk.order(number, "resolve");
    view = sla_view(desk.directory, desk.ticket(number), desk.now);
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

TEST(Sla, AStepTellsThoseItNames) {
    const struct {
        std::vector<std::string> tell;
        std::vector<std::string> warned;
    } rows[] = {
        {{"assignee"}, {"ben@desk.example"}},
        {{"team"}, {"ana@desk.example", "ben@desk.example"}},
        {{"lead"}, {"ana@desk.example"}},
        {{"lead", "assignee"}, {"ana@desk.example", "ben@desk.example"}},
        {{"everybody"}, {"ana@desk.example", "ben@desk.example", "cleo@desk.example"}},
        {{"cleo"}, {"cleo@desk.example"}},
        {{"team:network", "cleo"}, {"ana@desk.example", "ben@desk.example", "cleo@desk.example"}},
        {{"client"}, {}},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(testing::PrintToString(row.tell));
        auto config = small_desk();
        config.contracts[0].resolution = {};
        config.contracts[0].warn_at = {60};
        config.contracts[0].step = {{30, row.tell}};
        Desk desk(config);
        const TicketId number = desk.opened();
        desk.order(number, "assign=ben");
        desk.pass(hours{4});
        EXPECT_THAT(told(desk, MailKind::warning), testing::UnorderedElementsAreArray(row.warned));
        EXPECT_THAT(told(desk, MailKind::delay), IsEmpty()) << "nothing is late yet";
        desk.pass(hours{1});
        EXPECT_THAT(told(desk, MailKind::warning).back(), "ben@desk.example") << "the usual ones at the step that names nobody";
    }
}

TEST(Sla, TheClientHearsOfADelayOnceAndNotBeforeThereIsOne) {
    const struct {
        std::vector<int> steps;
        hours told_after;
    } rows[] = {{{50, 100, 150, 200}, hours{8}}, {{75, 150, 200}, hours{12}}, {{100}, hours{8}}, {{50}, hours{0}}};
    for (const auto& row : rows) {
        auto config = small_desk();
        config.contracts[0].resolution = {};
        config.contracts[0].step.clear();
        for (const int at : row.steps)
            config.contracts[0].step.push_back({at, {"client", "assignee"}});
        Desk desk(config);
        const TicketId number = desk.opened();
        const bool late = row.told_after > hours{0};
        desk.pass(late ? row.told_after - minutes{1} : days{9});
        EXPECT_THAT(told(desk, MailKind::delay), IsEmpty());
        desk.pass(days{9});
        EXPECT_EQ(told(desk, MailKind::delay).size(), late ? 1U : 0U);
        EXPECT_TRUE(is_breached(desk.ticket(number), Clock::response));
    }
}

TEST(Sla, WhoIsThereHearsOfATicketWhoseAssigneeIsAway) {
    const struct {
        const char* what;
        const char* title;
        std::vector<const char*> away;
        std::vector<std::string> warned;
    } rows[] = {
        {"all are there", "The VPN", {}, {"ben@desk.example"}},
        {"another of the team", "The VPN", {"ben"}, {"ana@desk.example"}},
        {"the team is away", "The VPN", {"ana", "ben"}, {"cleo@desk.example"}},
        {"everybody is", "The VPN", {"ana", "ben", "cleo"}, {}},
        {"somebody else is", "The VPN", {"ana"}, {"ben@desk.example"}},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.what);
        auto config = small_desk();
        config.contracts[0].resolution = {};
        config.desk.admin = "root@desk.example";
        Desk desk(config);
        const TicketId number = desk.opened(row.title);
        desk.order(number, "assign=ben");
        for (const char* name : row.away)
            desk.snapshot.away[name] = desk.now + days{9};
        desk.pass(hours{4});
        EXPECT_THAT(told(desk, MailKind::warning), testing::UnorderedElementsAreArray(row.warned));
        EXPECT_EQ(told(desk, MailKind::trouble).size(), row.warned.empty() ? 1U : 0U) << "somebody always hears";
    }
}

TEST(Sla, ANewTargetHasItsOwnWarningsAndSaysNothingTwice) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    Desk desk(config);
    const TicketId number = desk.opened();  // medium: 8 hours
    desk.order(number, "assign=ben");
    const auto warnings = [&] { return told(desk, MailKind::warning).size(); };
    desk.pass(hours{4});  // half of 8 hours
    EXPECT_EQ(warnings(), 1U);
    desk.order(number, "p4");  // 24 hours: none of their warnings has been sent
    desk.pass(hours{8} - minutes{1});
    EXPECT_EQ(warnings(), 1U);
    desk.pass(minutes{1});  // half of 24 hours
    EXPECT_EQ(warnings(), 2U);
    desk.order(number, "p3");  // overdue at once: only the breach is sent, none of the warnings before it
    desk.pass(minutes{1});
    EXPECT_EQ(warnings(), 2U);
    EXPECT_EQ(told(desk, MailKind::breach).size(), 1U);
    desk.order(number, "p4");
    desk.pass(days{3});
    EXPECT_EQ(warnings(), 2U) << "what is late is told once";
    EXPECT_EQ(told(desk, MailKind::breach).size(), 1U);
}

TEST(Sla, AChangeThatLeavesTwoWarningsBehindTellsTheLastOne) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    Desk desk(config);
    const TicketId number = desk.opened();  // medium: 8 hours
    desk.now += minutes{100};
    desk.order(number, "p2; assign=ben");  // 100 of 120 minutes
    desk.pass(minutes{1});
    ASSERT_EQ(told(desk, MailKind::warning).size(), 1U);
    EXPECT_TRUE(any_has(desk.log.back().mails.front().lines, "75 %"));
}

TEST(Sla, UpdatesAreAClockOfTheirOwn) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    config.contracts[0].update[1] = hours{4};
    Desk desk(config);
    const TicketId number = desk.opened();
    desk.order(number, "assign=ben");
    desk.pass(hours{7});
    EXPECT_EQ(desk.ticket(number).clocks.update_due_at, std::nullopt) << "it begins with the first answer";
    desk.receive(from_ana(number, "", "We look."));
    EXPECT_EQ(desk.ticket(number).clocks.update_due_at, desk.now + hours{4});
    const auto first = desk.ticket(number).clocks.responded_at;
    desk.pass(hours{1});
    desk.order(number, "wait");
    desk.pass(hours{10});
    desk.order(number, "wip");
    EXPECT_EQ(desk.ticket(number).clocks.update_due_at, desk.now + hours{3}) << "it stands still while the desk waits";
    desk.receive(from_ana(number, "[note]", "A note is no update."));
    EXPECT_EQ(desk.ticket(number).clocks.update_due_at, desk.now + hours{3});
    desk.pass(hours{3});
    EXPECT_THAT(desk.ticket(number).clocks.breached, ElementsAre("update"));
    const auto warned = told(desk, MailKind::warning).size();
    desk.receive(from_ana(number, "", "Still looking."));
    EXPECT_EQ(desk.ticket(number).clocks.update_due_at, desk.now + hours{4});
    EXPECT_EQ(desk.ticket(number).clocks.responded_at, first);
    desk.pass(hours{2});
    EXPECT_EQ(told(desk, MailKind::warning).size(), warned + 1) << "the next update has warnings of its own";
    desk.order(number, "resolve");
    desk.pass(days{1});
    EXPECT_EQ(told(desk, MailKind::warning).size(), warned + 1);
}

TEST(Sla, AContractMayBeginAgainAfterAReopen) {
    auto config = office_desk();
    config.contracts[0].reopen = config::Contract::Reopen::anew;
    Desk desk(config);
    const TicketId number = desk.opened_and("[resolve]");
    desk.now += days{1};
    desk.order(number, "reopen");
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{0});
    EXPECT_EQ(desk.ticket(number).clocks.resolution_due_at, desk.now + days{2} + hours{8});
}

TEST(Sla, ASnoozeStopsNoClock) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto before = desk.ticket(number).clocks;
    desk.order(number, "snooze=3d");
    EXPECT_EQ(desk.ticket(number).clocks, before);
    desk.now += hours{5};
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::resolution, desk.now), hours{5});
}

TEST(Sla, ATicketGetsTheContractThatIsInForceWhenItIsOpened) {
    auto config = small_desk();
    const auto day = [](int month, int number) { return std::chrono::sys_days{std::chrono::year{2026} / month / number}; };
    config.contracts[0].end = day(3, 2);
    config::Contract next = config.contracts[0];
    next.name = "platinum";
    next.start = day(3, 3);
    next.end = day(3, 4);
    config.contracts.push_back(next);
    config.clients[0].contract = {"gold", "platinum"};
    Desk desk(config);
    for (const char* contract : {"gold", "platinum", "platinum", "", ""}) {
        EXPECT_EQ(desk.ticket(desk.opened(fmt::format("Thing at {}", desk.now.time_since_epoch().count()))).contract, contract);
        desk.now += days{1};
    }
    EXPECT_EQ(desk.ticket({1}).contract, "gold") << "and keeps it";
}

TEST(Sla, AnAnswerThatCameBackIsNoneAndALaterOneCounts) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.now += hours{1};
    desk.receive(from_ana(number, "", "First."));
    desk.now += hours{1};
    desk.receive(from_ana(number, "", "Second."));
    desk.now += hours{1};
    desk.undelivered(number, "boss@contoso.example", "550 no such user");
    EXPECT_EQ(desk.ticket(number).clocks.responded_at, monday_morning + hours{2});
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{2});
    desk.now += hours{1};
    desk.undelivered(number, "boss@contoso.example", "550 no such user");
    EXPECT_FALSE(desk.ticket(number).clocks.responded_at);
    EXPECT_EQ(elapsed(desk.directory, desk.ticket(number), Clock::response, desk.now), hours{4});
}

TEST(Sla, MergingTakesTheStricterClocks) {
    Desk desk;
    const TicketId kept = desk.opened("One");
    desk.receive(from_ana(kept, "", "Hello"));
    desk.now += hours{2};
    const TicketId urgent = desk.opened("Two");
    desk.order(urgent, "p2");
    desk.now += hours{1};
    Ticket merged = desk.ticket(kept);
    join_clocks(desk.directory, merged, desk.ticket(urgent), desk.now);
    EXPECT_FALSE(merged.clocks.responded_at) << "who wrote the other one still waits";
    EXPECT_EQ(merged.clocks.response_due_at, desk.now + hours{1});
    EXPECT_EQ(merged.clocks.resolution_due_at, desk.now + hours{7});
    Ticket other_way = desk.ticket(urgent);
    join_clocks(desk.directory, other_way, desk.ticket(kept), desk.now);
    EXPECT_EQ(other_way.clocks, desk.ticket(urgent).clocks) << "it has the stricter ones already";
}

TEST(Sla, AChangedConfigCountsFromTheTicketsBeginning) {
    Desk before(office_desk());
    const TicketId number = before.opened();
    before.order(number, "wait");
    before.now += hours{3};
    before.order(number, "wip");
    auto config = office_desk();
    config.contracts[0].resolution[1] = hours{8};
    config.contracts[0].calendar.week[0] = {{hours{8}, hours{20}}};
    Desk after(config);
    after.snapshot = before.snapshot;
    after.now = before.now + hours{6};
    const Decision ticked = decide(after.directory, after.snapshot, Tick{number}, after.now);
    ASSERT_EQ(ticked.tickets.size(), 1U);
    EXPECT_EQ(ticked.tickets[0].clocks.resolution_due_at, monday_morning + hours{11}) << "the pause is not lost";
}

TEST(Sla, TwoClocksThatAreDueAtOnceAreBothTold) {
    Desk desk;  // medium: 8 and 24 hours
    const TicketId number = desk.opened();
    desk.order(number, "assign=ben");
    desk.now += days{2};
    desk.pass(minutes{1});
    std::vector<std::string> said;
    for (const Decision& decision : desk.log)
        for (const Notification& mail : decision.mails)
            if (mail.kind == MailKind::warning || mail.kind == MailKind::breach)
                for (const Sentence& line : mail.lines)
                    said.push_back(worded(line).substr(0, 15));
    EXPECT_THAT(said, ElementsAre("The response ta", "The resolution ")) << "in one mail";
}
