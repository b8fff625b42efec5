// Tests commands held for a confirmation: asking, yes, expiry, forgeries.
#include "tests/workflow/desk.hpp"
#include "workflow/inbound/confirmation.hpp"

#include <functional>
#include <gmock/gmock.h>

namespace desk_test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const std::string ana = "ana@desk.example";

/// A mail with commands in ana's name that has no proof except her address.
Mail forged(TicketId ticket, const std::string& tags, std::string text = "As we said.") {
    return Mail(ana, "Re: [#" + std::to_string(ticket.value) + "] " + tags + " Monitor flickers", std::move(text));
}

/// The answer that ana's program sends to the question.
Mail answer(const Desk& desk, const std::string& text, const std::string& from = ana) {
    const std::int64_t id = desk.log.back().hold ? desk.log.back().hold->id : 0;
    return Mail(from, "Re: [#1] Monitor flickers", text).token({id}, ana, mail::Purpose::confirm).aligned();
}

TEST(PendingConfirmation, CommandsInAForgedNameWaitForAYesFromTheRegisteredAddress) {
    Desk desk;
    const TicketId ticket = desk.opened();
    const Decision& asked = desk.receive(forged(ticket, "[resolve] [assign=ben]"));
    ASSERT_TRUE(asked.hold);
    EXPECT_EQ(asked.hold->items, "resolve; assign=ben");
    EXPECT_EQ(desk.ticket(ticket).status, Status::open);
    const Notification* question = mail_of(asked, MailKind::confirmation);
    ASSERT_TRUE(question);
    EXPECT_EQ(question->recipient.address, ana);
    EXPECT_EQ(question->held, asked.hold->id);
    EXPECT_TRUE(any_has(question->lines, "[resolve; assign=ben] on #1 waits for your yes"));

    const Decision& done = desk.receive(answer(desk, "Yes.\n\nSent from my phone"));
    EXPECT_EQ(desk.ticket(ticket).status, Status::resolved);
    EXPECT_EQ(desk.ticket(ticket).assignee, "ben");
    EXPECT_TRUE(mail_of(done, MailKind::receipt));
    EXPECT_TRUE(mail_of(done, MailKind::resolved_question));
    EXPECT_TRUE(any_has(desk.events(ticket), "ana (confirmed) confirmed [resolve; assign=ben]"));
}

TEST(PendingConfirmation, ATapOnTheLinkSaysYesInTheSubject) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.receive(forged(ticket, "[high]"));
    Mail tap = answer(desk, "Sent from my phone");
    tap.message().subject = "yes";
    desk.receive(tap);
    EXPECT_EQ(desk.ticket(ticket).priority, Priority::high);
}

TEST(PendingConfirmation, WhatIsNoYesRunsNothing) {
    struct Row {
        const char* name;
        std::function<Mail(const Desk&)> mail;
    };
    const auto from = [](const char* who) { return [who](const Desk& desk) { return answer(desk, "yes", who); }; };
    const Row rows[] = {
        {"no", [](const Desk& desk) { return answer(desk, "No"); }},
        {"anything else", [](const Desk& desk) { return answer(desk, "yes please, and thank you"); }},
        {"a yes in the quote", [](const Desk& desk) { return answer(desk, ""); }},
        {"an absence note", [](const Desk& desk) { return answer(desk, "yes").kind(mail::Kind::auto_reply); }},
        {"a list", [](const Desk& desk) { return answer(desk, "yes").kind(mail::Kind::list); }},
        {"a colleague", from("ben@desk.example")},
        {"a stranger", from("mallory@evil.example")},
        {"her name without her domain",
         [](const Desk& desk) { return Mail(ana, "yes", "yes").token({desk.log.back().hold->id}, ana, mail::Purpose::confirm); }},
        {"a token that was made for somebody else",
         [](const Desk& desk) {
             return Mail(ana, "yes", "yes")
                 .token({desk.log.back().hold->id}, "ben@desk.example", mail::Purpose::confirm)
                 .aligned();
         }},
        {"another question's token",
         [](const Desk& desk) {
             return Mail(ana, "yes", "yes").token({desk.log.back().hold->id + 1}, ana, mail::Purpose::confirm).aligned();
         }},
        {"two From", [](const Desk& desk) {
             Mail mail = answer(desk, "yes");
             mail.message().from_fields = 2;
             return mail;
         }}};
    for (const Row& row : rows) {
        Desk desk;
        const TicketId ticket = desk.opened();
        desk.receive(forged(ticket, "[resolve]"));
        const std::size_t tickets = desk.snapshot.tickets.size();
        const Decision& decision = desk.receive(row.mail(desk));
        EXPECT_EQ(desk.ticket(ticket).status, Status::open) << row.name;
        EXPECT_EQ(desk.snapshot.tickets.size(), tickets) << row.name << ": an answer opens nothing";
        EXPECT_THAT(decision.entries, IsEmpty()) << row.name << ": and publishes nothing";
    }
}

TEST(PendingConfirmation, AYesIsGoodOnceAndForHalfAnHour) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.receive(forged(ticket, "[resolve]"));
    const Mail yes = answer(desk, "yes");
    desk.receive(yes);
    desk.order(ticket, "reopen");
    desk.receive(yes);
    EXPECT_EQ(desk.ticket(ticket).status, Status::open);

    desk.receive(forged(ticket, "[resolve]"));
    const Mail late = answer(desk, "yes");
    desk.now += minutes{31};
    const Decision& decision = desk.receive(late);
    EXPECT_EQ(desk.ticket(ticket).status, Status::open);
    const Notification* refusal = mail_of(decision, MailKind::refusal);
    ASSERT_TRUE(refusal);
    EXPECT_TRUE(any_has(refusal->lines, "your yes came after"));
}

TEST(PendingConfirmation, AForgersQuestionsDoNotStandInTheWayOfTrueOnes) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.opened();
    for (int i = 0; i < 4; ++i)
        desk.receive(forged(ticket, "[resolve]"));
    const Decision& own = desk.receive(forged(ticket, "[merge=2]", "").aligned().token(ticket, ana));
    EXPECT_TRUE(own.hold);
}

TEST(PendingConfirmation, NothingElseRunsThanWhatWasTried) {
    const std::pair<const char*, const char*> rows[] = {
        {R"([cc+=eve@evil.example; title=New title])", R"(cc+=eve@evil.example; title="New title")"},
        {R"([cc+=eve@evil.example; title="a; b"])", R"(cc+=eve@evil.example; title="a; b")"},
        {R"([cc+=eve@evil.example; away until 2026-12-01])", "cc+=eve@evil.example; away until 2026-12-01"},
        {R"([title=a" "b resolve; cc+=eve@evil.example])", ""},
        {R"([cc+=eve@evil.example; title=say" "me take])", ""},
        {R"([title=24" screen] [merge=2])", ""},
    };
    for (const auto& [tags, held] : rows) {
        Desk desk;
        const TicketId ticket = desk.opened();
        desk.opened();
        const Decision& decision = desk.receive(forged(ticket, tags, "").aligned().token(ticket, ana));
        EXPECT_EQ(decision.hold ? decision.hold->items : "", held) << tags;
        EXPECT_NE(decision.hold.has_value(), mail_of(decision, MailKind::refusal) != nullptr) << tags;
    }
}

TEST(PendingConfirmation, NothingRunsOnATicketThatWasMergedMeanwhile) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.opened();
    desk.receive(forged(ticket, "[cc+=eve@evil.example; reopen]", "").aligned().token(ticket, ana));
    const Mail yes = answer(desk, "yes");
    desk.order(ticket, "merge=2");
    EXPECT_TRUE(mail_of(desk.receive(yes), MailKind::refusal));
    EXPECT_EQ(desk.ticket(ticket).status, Status::closed);
}

TEST(PendingConfirmation, AnotherClientAsksForAYes) {
    Desk desk;
    const TicketId ticket = desk.opened();
    EXPECT_TRUE(desk.receive(forged(ticket, "[client=Fabrikam]", "").aligned().token(ticket, ana)).hold);
    EXPECT_FALSE(desk.receive(forged(ticket, "[client=Contoso]", "").aligned().token(ticket, ana)).hold);
}

TEST(PendingConfirmation, ATextToAQuestionThatIsOverIsKept) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.receive(forged(ticket, "[resolve]"));
    const Mail late = answer(desk, "What was this about?").answers(ticket);
    desk.receive(answer(desk, "no"));
    EXPECT_EQ(desk.receive(late).landed, ticket);
    EXPECT_FALSE(desk.entries(ticket, EntryKind::comment).empty());
}

TEST(PendingConfirmation, NobodyIsAskedMoreThanThreeTimesAtOnce) {
    Desk desk;
    const TicketId ticket = desk.opened();
    for (int i = 0; i < 5; ++i)
        desk.receive(forged(ticket, "[resolve]"));
    EXPECT_EQ(mails_of(desk.log, MailKind::confirmation).size(), 3U);
    EXPECT_EQ(mails_of(desk.log, MailKind::refusal).size(), 0U) << "a forger fills no mailbox";
}

TEST(PendingConfirmation, NorMoreThanTenTimesAnHour) {
    Desk desk;
    const TicketId ticket = desk.opened();
    for (int i = 0; i < 14; ++i) {
        desk.receive(forged(ticket, "[resolve]"));
        if (desk.log.back().hold) desk.receive(answer(desk, "no"));
    }
    EXPECT_EQ(mails_of(desk.log, MailKind::confirmation).size(), 10U);
}

TEST(PendingConfirmation, WhatCannotRunWhenItIsConfirmedIsToldAndLeftAlone) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.receive(forged(ticket, "[high; assign=nobody-at-all]"));
    const Decision& decision = desk.receive(answer(desk, "yes"));
    EXPECT_EQ(desk.ticket(ticket).priority, Priority::medium);
    ASSERT_TRUE(mail_of(decision, MailKind::refusal));
    EXPECT_TRUE(any_has(mail_of(decision, MailKind::refusal)->lines, "nothing was changed"));
    EXPECT_NE(decision.released, 0) << "and is asked no more";
}

TEST(PendingConfirmation, AnOutsiderIsCopiedInOnlyAfterAYes) {
    Desk desk;
    const TicketId ticket = desk.opened();
    const Decision& asked = desk.receive(
        Mail(ana, "Re: [#1] [cc+=eve@elsewhere.example] Monitor flickers", "Eve knows more.").token(ticket, ana).aligned());
    ASSERT_TRUE(asked.hold);
    EXPECT_THAT(desk.ticket(ticket).watchers, IsEmpty());
    EXPECT_THAT(mails_of({asked}, MailKind::client_comment), IsEmpty()) << "the text waits with it";
    ASSERT_TRUE(mail_of(asked, MailKind::confirmation));
    EXPECT_TRUE(any_has(mail_of(asked, MailKind::confirmation)->lines, "Its text was not sent"));
    desk.receive(answer(desk, "yes"));
    ASSERT_EQ(desk.ticket(ticket).watchers.size(), 1U);
    EXPECT_EQ(desk.ticket(ticket).watchers.front().address, "eve@elsewhere.example");
}

TEST(PendingConfirmation, AWrongCommandIsRefusedAtOnceInsteadOfAsked) {
    Desk desk;
    const TicketId ticket = desk.opened();
    const Decision& decision = desk.receive(Mail(ana, "Re: [#1] [merge=1] Monitor flickers", "").token(ticket, ana).aligned());
    EXPECT_FALSE(decision.hold);
    ASSERT_TRUE(mail_of(decision, MailKind::refusal));
    EXPECT_THAT(worded(mail_of(decision, MailKind::refusal)->lines.front()), HasSubstr("into itself"));
}

TEST(PendingConfirmation, WhoIsSignedInNeedsNoYes) {
    Desk desk;
    const TicketId first = desk.opened();
    const TicketId second = desk.opened("Monitor flickers again");
    desk.receive(from_ana(second, "[merge=" + std::to_string(first.value) + "]"));
    EXPECT_EQ(desk.ticket(second).status, Status::closed);
}

TEST(PendingConfirmation, ValuesWithBlanksStayWhole) {
    Desk desk;
    const TicketId ticket = desk.opened();
    desk.receive(forged(ticket, "[title=A new name; high]"));
    ASSERT_TRUE(desk.log.back().hold);
    desk.receive(answer(desk, "yes"));
    EXPECT_EQ(desk.ticket(ticket).title, "A new name");
    EXPECT_EQ(desk.ticket(ticket).priority, Priority::high);
}

class Merged : public testing::Test {
protected:
    Merged() : into(desk.opened("The monitor")), from(desk.opened("The same monitor")) {
        desk.receive(from_ana(from, "[cc+=dora@contoso.example]"));
        desk.receive(from_ana(from, "[merge=#" + std::to_string(into.value) + "]"));
    }
    Desk desk;
    TicketId into, from;
};

TEST_F(Merged, GoesOnInTheOther) {
    EXPECT_EQ(desk.ticket(from).status, Status::closed);
    ASSERT_EQ(desk.ticket(from).links.size(), 1U);
    EXPECT_EQ(desk.ticket(from).links.front(), (Link{Link::Kind::merged_into, into}));
    EXPECT_TRUE(any_has(desk.events(into), "was merged into this by ana"));
}

TEST_F(Merged, ItsPeopleTakePartThere) {
    const auto& watchers = desk.ticket(into).watchers;
    ASSERT_EQ(watchers.size(), 1U) << "its requester has part in it already";
    EXPECT_EQ(watchers.front().address, "dora@contoso.example");
}

TEST_F(Merged, LaterMailFindsTheOther) {
    const Decision& by_token = desk.receive(
        Mail("dora@contoso.example", "Re: [#2] The same monitor", "One more thing.").token(from, "dora@contoso.example"));
    EXPECT_EQ(by_token.landed, into);
    ASSERT_FALSE(by_token.entries.empty());
    EXPECT_EQ(by_token.entries.front().trust, Trust::participant);
    EXPECT_EQ(desk.receive(Mail("boss@contoso.example", "Re: [#2] The same monitor", "Hello?").aligned()).landed, into);
    EXPECT_EQ(desk.receive(Mail("boss@contoso.example", "Hello", "Again?").aligned().answers(from)).landed, into);
    EXPECT_EQ(desk.ticket(from).status, Status::closed);
}

TEST_F(Merged, IsNotMergedTwiceNorInACircleNorAcrossClients) {
    const auto refusal = [&](TicketId ticket, const std::string& items) {
        const Decision& decision = desk.order(ticket, items);
        EXPECT_TRUE(decision.refused) << items;
        return decision.reasons.empty() ? std::string() : worded(decision.reasons.back());
    };
    EXPECT_THAT(refusal(from, "merge=1"), HasSubstr("was merged into"));
    EXPECT_THAT(refusal(into, "merge=2"), HasSubstr("#2 was merged into this ticket already"));
    EXPECT_THAT(refusal(into, "merge=99"), HasSubstr("there is no ticket 99"));
    EXPECT_THAT(refusal(into, "merge=two"), HasSubstr("is no ticket, such as"));
    desk.receive(Mail("kim@fabrikam.example", "Our monitor", "It is dark.").aligned());
    const TicketId other = desk.log.back().landed;
    EXPECT_THAT(refusal(other, "merge=1"), HasSubstr("Fabrikam"));
}

}  // namespace
}  // namespace desk_test
