// Tests what an import of old mails does and what it leaves alone.
#include "tests/workflow/desk.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace desk_test {
namespace {

Mail old_mail(Instant when) {
    Mail mail("boss@contoso.example", "Monitor flickers", "It began today.");
    mail.aligned();
    mail.envelope().route = mail::Route::import;
    mail.envelope().received_at = when;
    return mail;
}

TEST(Import, KeepsTheDateOfTheMail) {
    Desk desk;
    const Instant then = monday_morning - days{400};
    const TicketId number = desk.receive(old_mail(then)).landed;
    EXPECT_EQ(desk.ticket(number).created_at, then);
    const auto comments = desk.entries(number, EntryKind::comment);
    ASSERT_EQ(comments.size(), 1U);
    EXPECT_EQ(comments.front().at, then);
}

TEST(Import, TellsNobodyThenOrLater) {
    Desk desk;
    const TicketId number = desk.receive(old_mail(monday_morning - days{400})).landed;
    ASSERT_TRUE(number.is_set());
    desk.pass(days{20});
    for (const Decision& decision : desk.log)
        EXPECT_TRUE(mails(decision).empty());
    EXPECT_FALSE(desk.ticket(number).clocks.breached.empty()) << "what was missed is noted all the same";
}

TEST(Import, RunsNoCommandsAgain) {
    Desk desk;
    const TicketId live = desk.opened("Printer is on fire");
    Mail answer = from_ana(live, "[resolve] [p1]", "It is put out.");
    answer.envelope().route = mail::Route::import;
    answer.envelope().received_at = monday_morning - days{400};
    const Decision& decision = desk.receive(answer);
    EXPECT_EQ(decision.landed, live);
    EXPECT_TRUE(mails(decision).empty());
    EXPECT_EQ(desk.ticket(live).status, Status::open);
    EXPECT_EQ(desk.ticket(live).priority, Priority::medium);
    EXPECT_EQ(desk.entries(live, EntryKind::comment).back().text, "It is put out.");
}

TEST(Import, WhatIsFetchedLateKeepsItsDateAndIsTold) {
    Desk desk;
    const TicketId number = desk.opened();
    Mail late("boss@contoso.example", "Re: Monitor flickers", "It got worse.");
    late.answers(number).token(number, "boss@contoso.example").envelope().route = mail::Route::imap;
    late.envelope().received_at = monday_morning - hours{1};
    const Decision& decision = desk.receive(late);
    EXPECT_FALSE(mails(decision).empty());
    EXPECT_EQ(desk.entries(number, EntryKind::comment).back().at, monday_morning - hours{1});
}

TEST(Import, LeavesTheClocksOfOtherTicketsAlone) {
    Desk desk;
    const TicketId live = desk.opened("Printer is on fire");
    Mail later = old_mail(monday_morning - days{1});
    later.answers(live).token(live, "boss@contoso.example");
    EXPECT_EQ(desk.receive(later).landed, live);
    desk.pass(days{20});
    EXPECT_FALSE(mails_of(desk.log, MailKind::breach).empty());
}

TEST(Import, WithADateToComeCountsFromNow) {
    Desk desk;
    const TicketId number = desk.receive(old_mail(monday_morning + days{400})).landed;
    EXPECT_EQ(desk.ticket(number).created_at, monday_morning);
}

}  // namespace
}  // namespace desk_test
