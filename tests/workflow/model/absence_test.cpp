// Tests absences in round robin, in notices and by mail.
#include "tests/workflow/desk.hpp"
#include "workflow/model/absence.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::vector<std::string> assignees(Desk& desk, int count) {
    std::vector<std::string> found;
    for (int i = 0; i < count; ++i)
        found.push_back(desk.ticket(desk.order(desk.opened(), "assign=network").landed).assignee);
    return found;
}

config::Config three_in_turn(config::Team::Assign how) {
    auto config = small_desk();
    config.teams[0].members = {"ana", "ben", "cleo"};
    config.teams[0].assign = how;
    return config;
}

Mail away(const std::string& tag) {
    return Mail("ben@desk.example", tag, "").auth("ben");
}

}  // namespace

TEST(Absence, IsSkippedByTurnsAndByLoad) {
    Desk turns(three_in_turn(config::Team::Assign::round_robin));
    turns.receive(away("[away until 2026-03-05]"));
    EXPECT_THAT(assignees(turns, 3), ElementsAre("ana", "cleo", "ana"));
    turns.pass(days{3});
    EXPECT_THAT(assignees(turns, 2), ElementsAre("ben", "cleo")) << "it is over";

    Desk loads(three_in_turn(config::Team::Assign::least_open));
    loads.receive(away("[away=3d]"));
    EXPECT_THAT(assignees(loads, 3), ElementsAre("ana", "cleo", "ana"));
    loads.receive(away("[back]"));
    EXPECT_THAT(assignees(loads, 1), ElementsAre("ben"));
}

TEST(Absence, OfAWholeTeamLeavesTheTicketWithItAndIsHeardOfByWhoIsThere) {
    Desk desk;
    desk.snapshot.away = {{"ana", desk.now + days{9}}, {"ben", desk.now + days{9}}};
    const TicketId number = desk.opened();
    const auto& decision = desk.order(number, "assign=network");
    EXPECT_EQ(desk.ticket(number).assignee, "");
    EXPECT_EQ(desk.ticket(number).team, "network");
    EXPECT_THAT(mails(decision), testing::ElementsAre("notice to cleo@desk.example"));
    EXPECT_THAT(desk.order(number, "assign=network").mails, IsEmpty()) << "it is there already";
    desk.now += days{10};
    desk.order(number, "assign=network");
    EXPECT_EQ(desk.ticket(number).assignee, "ana") << "somebody is back";
}

TEST(Absence, IsSaidToWhoGivesATicketByName) {
    Desk desk;
    desk.snapshot.away = {{"ben", desk.now + days{3}}};
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(from_ana(number, "[assign=ben]"));
    const Notification* receipt = mail_of(decision, MailKind::receipt);
    ASSERT_TRUE(receipt);
    EXPECT_TRUE(any_has(receipt->lines, "assigned to ben, who is away until 2026-03-05 09:00 UTC"));
    EXPECT_TRUE(any_has(desk.events(number), "who is away until"));
}

TEST(Absence, DoesNotMoveWhatIsGivenByName) {
    Desk desk;
    desk.receive(away("[away until 2026-04-01]"));
    const TicketId number = desk.opened();
    desk.order(number, "assign=ben");
    EXPECT_EQ(desk.ticket(number).assignee, "ben");
}

TEST(Absence, ByMailOpensNoTicketAndIsConfirmed) {
    const struct {
        const char* tag;
        MailKind answer;
        const char* line;
    } rows[] = {
        {"[away until 2026-03-09]", MailKind::receipt, "away until 2026-03-09 00:00 UTC"},
        {"[away=2d]", MailKind::receipt, "away until 2026-03-04 09:00 UTC"},
        {"[back]", MailKind::receipt, "you are back"},
        {"[away]", MailKind::refusal, "until when?"},
        {"[away until 2026-03-01]", MailKind::refusal, "is no day to come"},
        {"[away until soon]", MailKind::refusal, "is no day to come"},
    };
    for (const auto& row : rows) {
        Desk desk;
        const auto& decision = desk.receive(away(row.tag));
        SCOPED_TRACE(row.tag);
        EXPECT_THAT(decision.tickets, IsEmpty());
        const Notification* answer = mail_of(decision, row.answer);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->recipient.address, "ben@desk.example");
        EXPECT_THAT(worded(answer->lines.at(0)), HasSubstr(row.line));
        EXPECT_EQ(decision.absences.size(), row.answer == MailKind::receipt ? 1U : 0U);
    }
}

TEST(Absence, IsForTechniciansOnly) {
    Desk desk;
    const auto& decision = desk.receive(Mail("boss@contoso.example", "[away until 2026-03-09]", "I am on holiday").aligned());
    EXPECT_THAT(decision.absences, IsEmpty());
    EXPECT_TRUE(decision.opened);
    EXPECT_TRUE(desk.order(desk.opened(), "away=3d").refused);
}
