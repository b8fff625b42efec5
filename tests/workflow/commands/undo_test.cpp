// Tests that the author of commands can undo them, as long as nobody has changed the same values since.

#include "tests/workflow/desk.hpp"

#include "workflow/tickets/time_tracking.hpp"

#include <gmock/gmock.h>

#include <functional>

namespace desk_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string ana = "ana@desk.example";

config::Config desk_with_template() {
    config::Config config = small_desk();
    config::TicketTemplate onboarding;
    onboarding.name = "onboarding";
    onboarding.title = "New colleague: {{subject}}";
    onboarding.description = "Account, laptop.";
    onboarding.category = "Hardware";
    onboarding.priority = Priority::low;
    config.ticket_templates = {onboarding};
    return config;
}

struct Undoing : testing::Test {
    Desk desk{desk_with_template()};
    TicketId one = desk.opened();

    /// The ticket without the values that only grow: who did what and when.
    Ticket plain() const {
        Ticket ticket = desk.ticket(one);
        ticket.undos.clear();
        ticket.clocks = {};
        ticket.version = 0;
        ticket.updated_at = ticket.active_at = {};
        ticket.next_due_at.reset();
        std::erase_if(ticket.efforts, [](const Effort& effort) { return effort.worked == 0 && !effort.timer_since; });
        for (Watcher& watcher : ticket.watchers)
            watcher.since = {};
        return ticket;
    }
    std::string refusal(const Decision& decision) {
        const Notification* mail = mail_of(decision, MailKind::refusal);
        return mail && !mail->lines.empty() ? worded(mail->lines.front()) : "no refusal";
    }
};

TEST_F(Undoing, EverySetOfCommandsIsTakenBackAndDoneAgain) {
    const char* rows[] = {"[p1]",
                          "[take]",
                          "[assign=network]",
                          "[assign=cleo]",
                          "[category=Network]",
                          "[client=Fabrikam]",
                          "[title=\"Another; name\"]",
                          "[cc+=amy@contoso.example]",
                          "[snooze=2d]",
                          "[resolve]",
                          "[close]",
                          "[wait]",
                          "[30m]",
                          "[time=1h;with=ben;nonbillable]",
                          "[start]",
                          "[template=onboarding]",
                          "[p1; take; title=All; resolve; time=20m]"};
    for (const char* tags : rows) {
        desk.pass(minutes{1});
        const Ticket before = plain();
        const Decision& ran = desk.receive(from_ana(one, tags));
        const Notification* receipt = mail_of(ran, MailKind::receipt);
        ASSERT_TRUE(receipt) << tags << ": " << refusal(ran);
        EXPECT_GT(receipt->undo, 0) << tags;
        const Ticket after = plain();
        EXPECT_NE(before, after) << tags;
        desk.pass(minutes{1});
        const Decision& undone = desk.receive(from_ana(one, "[undo=" + std::to_string(receipt->undo) + "]"));
        EXPECT_EQ(plain(), before) << tags << ": " << refusal(undone);
        EXPECT_TRUE(mail_of(undone, MailKind::receipt)) << tags;
        EXPECT_TRUE(any_has(mail_of(undone, MailKind::receipt)->lines, "taken back: ")) << tags;
        const Decision& redone = desk.receive(from_ana(one, "[undo]"));
        EXPECT_EQ(plain().status, after.status) << tags << ": " << refusal(redone);
        EXPECT_EQ(plain().title, after.title) << tags;
        EXPECT_EQ(minutes_total(plain()), minutes_total(after)) << tags;
        desk.receive(from_ana(one, "[undo]"));
        EXPECT_EQ(plain(), before) << tags << ", the second time";
    }
}

TEST_F(Undoing, WhatIsTakenBackIsToldInTheStoryAndInTheLogOfTimes) {
    desk.receive(from_ana(one, "[p1; time=30m]"));
    desk.receive(from_ana(one, "[undo]"));
    EXPECT_TRUE(any_has(desk.events(one), "priority critical → medium by ana (confirmed): [undo]"));
    std::vector<int> worked;
    for (const Decision& decision : desk.log)
        for (const TimeEntry& entry : decision.time)
            worked.push_back(entry.worked);
    EXPECT_THAT(worked, ElementsAre(30, -30)) << "the log only grows";
}

TEST_F(Undoing, IsRefusedWhenSomebodyChangedTheSameThingSince) {
    struct Row {
        const char* tags;
        std::function<void(Desk&, TicketId)> then;
        const char* why;
    };
    const auto order = [](const char* items) {
        return [items](Desk& there, TicketId ticket) { there.order(ticket, items, {}, "ben"); };
    };
    const Row rows[] = {
        {"[resolve]",
         [](Desk& there, TicketId ticket) {
             there.receive(Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "It is not!").aligned().answers(ticket));
         },
         "the status was changed again since, to open"},
        {"[p1]", order("p4"), "the priority was changed again since, to low"},
        {"[take]", order("assign=ben"), "the assignee was changed again since, to ben"},
        {"[title=One]", order("title=Two"), "the title was changed again since, to Two"},
        {"[cc+=amy@contoso.example]", order("cc-=amy@contoso.example"), "amy@contoso.example was added or removed again since"},
        {"[p1; title=Mine]", order("p4"), "the priority was changed again since"},
        {"[snooze=3d]", order("snooze=1d"), "the snoozed was changed again since"},
    };
    for (const Row& row : rows) {
        Desk fresh(desk_with_template());
        const TicketId ticket = fresh.opened();
        fresh.receive(from_ana(ticket, row.tags));
        row.then(fresh, ticket);
        const Ticket before = fresh.ticket(ticket);
        const Decision& decision = fresh.receive(from_ana(ticket, "[undo]"));
        EXPECT_THAT(refusal(decision), HasSubstr(row.why)) << row.tags;
        EXPECT_EQ(fresh.ticket(ticket).title, before.title) << row.tags << ": all or nothing";
        EXPECT_EQ(fresh.ticket(ticket).status, before.status) << row.tags;
    }
}

TEST_F(Undoing, ShowsTimesAsPeopleReadThem) {
    desk.receive(from_ana(one, "[snooze=3d]"));
    desk.receive(from_ana(one, "[undo]"));
    EXPECT_FALSE(desk.ticket(one).snoozed_until);
    EXPECT_TRUE(any_has(desk.events(one), "no longer snoozed by ana"));
    EXPECT_FALSE(any_has(desk.events(one), "00Z")) << testing::PrintToString(desk.events(one));
}

TEST_F(Undoing, TimeThatWasTakenBackAlreadyIsNotTakenTwice) {
    desk.receive(from_ana(one, "[time=30m;with=ben]"));
    desk.order(one, "time=-20m", {}, "ben");
    EXPECT_THAT(refusal(desk.receive(from_ana(one, "[undo]"))), HasSubstr("30m of ben cannot be taken back"));
    EXPECT_EQ(minutes_total(desk.ticket(one)), 40);
}

TEST_F(Undoing, TimeIsTakenBackFromItsOwnKind) {
    desk.order(one, "time=30m", {}, "ana");
    desk.receive(from_ana(one, "[time=20m;nonbillable]"));
    desk.order(one, "time=-20m;nonbillable", {}, "admin");
    EXPECT_EQ(minutes_total(desk.ticket(one)), 50) << "admin has none of that kind to take back";
    desk.receive(from_ana(one, "[undo]"));
    EXPECT_EQ(minutes_total(desk.ticket(one)), 30);
    EXPECT_EQ(desk.ticket(one).efforts.at(0).unbilled, 0);
}

TEST_F(Undoing, ReachesOnlyTheLastSetOfThePersonThemselves) {
    EXPECT_THAT(refusal(desk.receive(from_ana(one, "[undo]"))), HasSubstr("there is nothing on #1 that ana could take back"));
    const int first = mail_of(desk.receive(from_ana(one, "[p1]")), MailKind::receipt)->undo;
    desk.order(one, "title=Hers", {}, "ben");
    const int second = mail_of(desk.receive(from_ana(one, "[take]")), MailKind::receipt)->undo;
    EXPECT_NE(first, second);
    EXPECT_THAT(refusal(desk.receive(from_ana(one, "[undo=" + std::to_string(first) + "]"))),
                HasSubstr("is not the last that you did"));
    EXPECT_THAT(refusal(desk.receive(from_ana(one, "[undo=all]"))), HasSubstr("is not the last that you did"));
    desk.receive(from_ana(one, "[undo]"));
    EXPECT_EQ(desk.ticket(one).assignee, "");
    EXPECT_EQ(desk.ticket(one).title, "Hers");
    EXPECT_EQ(desk.ticket(one).priority, Priority::critical);
    EXPECT_FALSE(desk.order(one, "undo", {}, "ben").refused);
    EXPECT_EQ(desk.ticket(one).title, "Monitor flickers");
}

TEST_F(Undoing, SaysWhatItCannotReach) {
    const Decision& answered = desk.receive(from_ana(one, "[resolve]", "It is the cable."));
    EXPECT_TRUE(any_has(mail_of(answered, MailKind::receipt)->lines, "what goes to boss@contoso.example cannot be taken back"));
    EXPECT_TRUE(any_has(mail_of(answered, MailKind::receipt)->lines, "[undo]"));
    const Decision& only_text = desk.receive(from_ana(one, "", "One more thing."));
    EXPECT_FALSE(mail_of(only_text, MailKind::receipt)) << "nothing ran";
    const TicketId other = desk.opened("Other");
    desk.receive(from_ana(one, "[wip]"));
    const Decision& merged = desk.receive(from_ana(one, "[merge=" + std::to_string(other.value) + "]"));
    ASSERT_TRUE(mail_of(merged, MailKind::receipt)) << refusal(merged);
    EXPECT_EQ(mail_of(merged, MailKind::receipt)->undo, 0);
    EXPECT_TRUE(any_has(mail_of(merged, MailKind::receipt)->lines, "a merge cannot be taken back"));
}

TEST_F(Undoing, WritesToNobody) {
    desk.receive(from_ana(one, "[p1]"));
    const Decision& undone = desk.receive(from_ana(one, "[undo]", "Oops, wrong one."));
    for (const Notification& order : undone.mails)
        EXPECT_TRUE(order.to_technician);
    EXPECT_EQ(desk.entries(one, EntryKind::comment).size(), 1U) << "the client's own";
    desk.receive(from_ana(one, "[resolve]"));
    desk.receive(from_ana(one, "[undo]"));
    EXPECT_THAT(mails_of({desk.receive(from_ana(one, "[undo]"))}, MailKind::resolved_question), IsEmpty());
}

TEST_F(Undoing, AnOutsiderComesBackOnlyWithMoreProof) {
    desk.receive(from_ana(one, "[cc+=joe@elsewhere.example]"));
    desk.receive(from_ana(one, "[cc-=joe@elsewhere.example]"));
    const Mail weak = Mail(ana, "Re: [#1] [undo] Monitor flickers", "").token(one, ana).aligned();
    EXPECT_TRUE(mail_of(desk.receive(weak), MailKind::confirmation));
    EXPECT_THAT(desk.ticket(one).watchers, IsEmpty());
    desk.receive(from_ana(one, "[undo]"));
    EXPECT_EQ(desk.ticket(one).watchers.size(), 1U);
}

}  // namespace
}  // namespace desk_test
