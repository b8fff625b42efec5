// Tests counts, periods and billing of the SLA report, and queries by mail.
#include "workflow/reports/report.hpp"

#include "workflow/reports/digest.hpp"
#include "workflow/reports/queries.hpp"

#include "tests/workflow/desk.hpp"

#include <date/tz.h>
#include <fmt/format.h>
#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<Ticket> all_tickets(const Desk& desk) {
    std::vector<Ticket> tickets;
    for (const auto& [number, ticket] : desk.snapshot.tickets)
        tickets.push_back(ticket);
    std::sort(tickets.begin(), tickets.end(), [](const Ticket& a, const Ticket& b) { return a.number < b.number; });
    return tickets;
}

std::vector<std::string> told_of(const Notification& order) {
    std::vector<std::string> lines;
    for (const TicketList& ticket_list : order.ticket_lists) {
        std::string line(to_string(ticket_list.what));
        line += ':';
        for (const ListedTicket& ticket : ticket_list.tickets)
            line += fmt::format(" {}", ticket.number.value);
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

TEST(Report, CountsWhatWasMetAndMissedByClientAndPriority) {
    Desk desk;
    const Instant begin = desk.now;
    const auto serve = [&](const char* requester, const char* priority, hours answer, hours solution) {
        const TicketId number = desk.open("x", requester, priority).landed;
        desk.pass(answer);
        desk.order(number, "", "An answer.", "ana");
        desk.pass(solution - answer);
        desk.order(number, "resolve");
        return number;
    };
    serve("boss@contoso.example", "p2", hours{1}, hours{4});
    serve("boss@contoso.example", "p2", hours{3}, hours{6});
    const TicketId again = serve("boss@contoso.example", "p2", hours{1}, hours{30});
    desk.order(again, "reopen");
    desk.order(again, "resolve");
    serve("joe@unknown.example", "p3", hours{2}, hours{5});
    desk.open("waits", "boss@contoso.example", "p4");
    desk.pass(days{2});
    desk.open("after the time", "boss@contoso.example", "p4");

    const auto report = sla_report(desk.directory, {all_tickets(desk), {}}, begin, desk.now, {}, desk.now);
    ASSERT_EQ(report.rows.size(), 3U);
    const SlaReport::Row& none = report.rows[0];
    EXPECT_EQ(none.client, "");
    EXPECT_EQ(none.resolution.met + none.resolution.breached + none.resolution.running, 0) << "nothing was promised";
    EXPECT_EQ(none.resolution.median, hours{5});
    const SlaReport::Row& high = report.rows[1];
    EXPECT_EQ(high.client + " " + std::string(to_string(high.priority)), "Contoso high");
    EXPECT_EQ(high.tickets, 3);
    EXPECT_EQ(high.response.met, 2);
    EXPECT_EQ(high.response.breached, 1);
    EXPECT_EQ(high.response.met_percent(), 66);
    EXPECT_EQ(high.response.median, hours{1});
    EXPECT_EQ(high.response.p90, hours{3});
    EXPECT_EQ(high.resolution.met, 2);
    EXPECT_EQ(high.resolution.breached, 1);
    EXPECT_EQ(high.resolution.p90, hours{30});
    EXPECT_EQ(high.reopened, 1);
    EXPECT_EQ(report.rows[2].response.breached, 1) << "nobody has answered for two days";
    EXPECT_EQ(report.total.tickets, 5);
    int backlog = 0;
    for (const SlaReport::Age& age : report.backlog)
        backlog += age.tickets;
    EXPECT_EQ(backlog, 2) << "also what was opened after it";
    EXPECT_EQ(report.backlog[1].tickets, 1);
    EXPECT_EQ(sla_report(desk.directory, {all_tickets(desk), {}}, begin, desk.now, "contoso", desk.now).total.tickets, 4);
}

TEST(Report, WhatEndedBeforeAnAnswerWasDueIsNeitherMetNorMissed) {
    Desk desk;
    const Instant begin = desk.now;
    desk.order(desk.opened("One"), "close");
    const TicketId late = desk.opened("Two");
    desk.now += hours{9};
    desk.order(late, "close");
    desk.now += days{9};
    const auto report = sla_report(desk.directory, {all_tickets(desk), {}}, begin, desk.now, {}, desk.now);
    EXPECT_EQ(report.total.response.met, 0);
    EXPECT_EQ(report.total.response.breached, 1);
    EXPECT_EQ(report.total.response.running, 0);
    EXPECT_EQ(report.total.resolution.met, 2);
}

TEST(Report, SaysWhatWasBilledToWhom) {
    Desk desk;
    const ReportFacts facts{{}, {{"", 10}, {"Contoso", 75}}};
    const auto whole = sla_report(desk.directory, facts, desk.now - hours{1}, desk.now, {}, desk.now);
    ASSERT_EQ(whole.billed.size(), 2U);
    EXPECT_EQ(whole.billed_minutes(), 85);
    EXPECT_EQ(sla_report(desk.directory, facts, desk.now - hours{1}, desk.now, "contoso", desk.now).billed_minutes(), 75);
}

TEST(Report, PeriodsAreWholeOnesInTheDesksZone) {
    auto config = small_desk();
    config.desk.zone = date::locate_zone("Europe/Berlin");
    const Directory directory(config);
    const auto at = [](int month, int day, int hour) {
        return Instant{std::chrono::sys_days{std::chrono::year{2026} / month / day} + hours{hour}};
    };
    const struct {
        const char* word;
        Instant from, to;
    } rows[] = {
        {"day", at(3, 29, 23) - days{1}, at(3, 29, 22)},  // 23 hours, because the clocks went forward
        {"week", at(3, 22, 23), at(3, 29, 22)},
        {"month", at(1, 31, 23), at(2, 28, 23)},
        {"year", at(1, 1, 0) - days{365} - hours{1}, at(1, 1, 0) - hours{1}},
    };
    for (const auto& row : rows) {
        const auto period = last_period(directory, row.word, at(3, 30, 9));
        ASSERT_TRUE(period) << row.word;
        EXPECT_EQ(config::format_rfc3339(period->from), config::format_rfc3339(row.from)) << row.word;
        EXPECT_EQ(config::format_rfc3339(period->to), config::format_rfc3339(row.to)) << row.word;
    }
    EXPECT_FALSE(last_period(directory, "century", at(3, 30, 9)));
}

TEST(Query, IsAnsweredByMailAndChangesNothing) {
    Desk desk;
    const TicketId late = desk.opened("Late");
    desk.order(late, "p1");
    desk.pass(hours{1});
    desk.opened("Fresh");
    const auto before = desk.snapshot.tickets.size();
    const struct {
        const char* subject;
        const char* answer;
    } rows[] = {{"[list breached]", "breached: 1"},
                {"[list]", "open: 1 2"},
                {"[list mine]", "mine:"},
                {"[list unassigned]", "unassigned: 1 2"}};
    for (const auto& row : rows) {
        const Decision& asked = desk.receive(Mail("ana@desk.example", row.subject, " ").auth("ana"));
        EXPECT_THAT(mails(asked), IsEmpty());
        EXPECT_TRUE(asked.tickets.empty() && asked.entries.empty() && !asked.opened) << row.subject;
        ASSERT_EQ(asked.queries.size(), 1U) << row.subject;
        const auto answer = answer_query(desk.directory, asked.queries[0], {all_tickets(desk), {}}, desk.now);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->recipient.address, "ana@desk.example");
        EXPECT_THAT(told_of(*answer), ElementsAre(row.answer));
    }
    EXPECT_EQ(desk.snapshot.tickets.size(), before);
    const Decision& report = desk.receive(Mail("ana@desk.example", "[report month]", " ").auth("ana"));
    ASSERT_EQ(report.queries.size(), 1U);
    EXPECT_TRUE(answer_query(desk.directory, report.queries[0], {all_tickets(desk), {}}, desk.now)->report);
    EXPECT_EQ(desk.receive(from_ana(late, "[p3] [list mine]", "And a text.")).queries.size(), 1U) << "beside other commands, too";
}

TEST(Query, OfAClientOrAStrangerIsATicketLikeAnyOther) {
    Desk desk;
    EXPECT_TRUE(desk.receive(Mail("boss@contoso.example", "[list breached]", "x").aligned()).opened);
    const Decision& claimed = desk.receive(Mail("ana@desk.example", "[list breached]", "x"));
    EXPECT_TRUE(claimed.queries.empty()) << "nothing shows that it is ana";
}

TEST(Digest, ComesInTheMorningOfTheDaysItIsSentOn) {
    config::Digest digest;
    digest.zone = date::locate_zone("Europe/Berlin");
    const auto day = [&](int number, int hour, int minute) {
        return digest_day(digest, std::chrono::sys_days{std::chrono::year{2026} / 3 / number} + hours{hour} + minutes{minute})
            .value_or("none");
    };
    EXPECT_EQ(day(2, 7, 0), "none") << "without a time none is sent";
    digest.at = hours{7} + minutes{30};
    EXPECT_EQ(day(2, 6, 29), "none");
    EXPECT_EQ(day(2, 6, 30), "2026-03-02");
    EXPECT_EQ(day(2, 9, 0), "2026-03-02") << "late, when no daemon ran";
    EXPECT_EQ(day(2, 23, 0), "none") << "the next day has not come to its time";
    EXPECT_EQ(day(7, 7, 0), "none") << "Saturday";
    digest.days = {};
    digest.days[5] = true;
    EXPECT_EQ(day(7, 7, 0), "2026-03-07");
}

TEST(Digest, TellsEachWhatIsTheirsAndLeadsWhatIsLateInTheirTeams) {
    auto config = small_desk();
    config.contracts[0].resolution = {};
    Desk desk(config);
    const TicketId late = desk.opened("The VPN");  // ticket 1, of team network
    desk.order(late, "p1; assign=ben");
    const TicketId due = desk.opened("Lamp");
    desk.order(due, "assign=ben");
    const TicketId calm = desk.opened_and("[assign=ben]");
    desk.opened("Chair");  // ticket 4, unassigned
    desk.pass(hours{2});
    const auto orders = digests(desk.directory, all_tickets(desk), {}, desk.now);
    ASSERT_EQ(orders.size(), 3U);
    EXPECT_EQ(orders[0].recipient.address, "ana@desk.example");
    EXPECT_THAT(told_of(orders[0]), ElementsAre("unassigned: 4", "team: 1"));
    EXPECT_THAT(told_of(orders[1]), ElementsAre("late: 1", "due: 2", "unassigned: 4", fmt::format("mine: {}", calm.value)));
    EXPECT_THAT(told_of(orders[2]), ElementsAre("unassigned: 4"));
    EXPECT_THAT(digests(desk.directory, {}, {}, desk.now), IsEmpty()) << "nothing to look at";
    const auto others = digests(desk.directory, all_tickets(desk), {{"ana", desk.now + hours{1}}, {"ben", desk.now}}, desk.now);
    ASSERT_EQ(others.size(), 2U) << "who is away reads none; who was, does";
    EXPECT_EQ(others[0].recipient.address, "ben@desk.example");
}
