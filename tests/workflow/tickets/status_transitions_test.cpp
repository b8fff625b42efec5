// Tests the table of status changes and the effects of each.
#include "workflow/tickets/status_transitions.hpp"

#include "tests/workflow/desk.hpp"

using namespace desk_test;
using enum config::Status;

namespace {

constexpr Status all[] = {open, in_progress, waiting_customer, waiting_third_party, resolved, closed};

}  // namespace

TEST(Transitions, TechniciansAndTheDeskMayDoAllButResolveWhatIsClosed) {
    for (const Status from : all)
        for (const Status to : all)
            for (const auto who : {Actor::Kind::technician, Actor::Kind::desk})
                EXPECT_EQ(may_move(from, to, who), from != to && !(from == closed && to == resolved))
                    << to_string(from) << " to " << to_string(to);
}

TEST(Transitions, ClientsReopenAndCloseAndNothingElse) {
    for (const Status from : all) {
        for (const Status to : all) {
            const bool reopens = to == open && (from == waiting_customer || from == resolved || from == closed);
            const bool closes = to == closed && from != closed;
            EXPECT_EQ(may_move(from, to, Actor::Kind::client), reopens || closes) << to_string(from) << " to " << to_string(to);
            EXPECT_EQ(may_move(from, to, Actor::Kind::stranger), from == waiting_customer && to == open);
        }
    }
}

TEST(Transitions, EachMoveKeepsWhatHangsOnTheStatus) {
    for (const Status from : all) {
        for (const Status to : all) {
            Desk desk;
            const TicketId number = desk.opened();
            if (from != open) desk.order(number, "status=" + std::string(to_string(from)));
            ASSERT_EQ(desk.ticket(number).status, from);
            const bool allowed = from == to || may_move(from, to, Actor::Kind::desk);
            const auto& decision = desk.order(number, "status=" + std::string(to_string(to)));
            ASSERT_EQ(!decision.refused, allowed) << to_string(from) << " to " << to_string(to);
            const Ticket& ticket = desk.ticket(number);
            EXPECT_EQ(ticket.status, allowed ? to : from);
            const bool waits = ticket.status == waiting_customer || ticket.status == waiting_third_party;
            const bool done = ticket.status == resolved || ticket.status == closed;
            EXPECT_EQ(ticket.clocks.paused_since.has_value(), waits);
            EXPECT_EQ(ticket.clocks.resolved_at.has_value(), done);
            EXPECT_EQ(ticket.close_at.has_value(), ticket.status == resolved);
            EXPECT_EQ(ticket.closed_at.has_value(), ticket.status == closed);
        }
    }
}

TEST(Transitions, TheStorySaysWhoAndWhy) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.receive(from_ana(number, "[resolve]"));
    EXPECT_TRUE(any_has(desk.events(number), "status open → resolved by ana (confirmed): [resolve]"));
}

TEST(Transitions, ResolvedTicketsCloseAfterTheirDays) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "resolve");
    desk.pass(days{5} - minutes{1});
    EXPECT_EQ(desk.ticket(number).status, resolved);
    desk.pass(minutes{1});
    EXPECT_EQ(desk.ticket(number).status, closed);
    EXPECT_TRUE(any_has(desk.events(number), "status resolved → closed by ticketd: resolved for 5 days"));
    EXPECT_EQ(desk.ticket(number).next_due_at, std::nullopt);
}

TEST(Transitions, NoDaysMeanNeverByItself) {
    auto config = small_desk();
    config.desk.close_resolved_days = 0;
    Desk desk(config);
    const TicketId number = desk.opened();
    desk.order(number, "resolve");
    desk.pass(days{400});
    EXPECT_EQ(desk.ticket(number).status, resolved);
}
