// Tests the suspension of addresses that bounce, and its end.
#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

const char* const boss = "boss@contoso.example";

/// The boss's ticket, taken by ana. Her answers have bounced `times` times.
struct Unreachable {
    explicit Unreachable(int times, config::Config config = small_desk())
        : desk(std::move(config)), number(desk.opened_and("[take]")) {
        for (int i = 0; i < times; ++i)
            desk.undelivered(number, boss, "550 5.1.1 no such user");
    }
    const Decision& answer(const std::string& tags = "") {
        desk.now += minutes{1};
        return desk.receive(from_ana(number, tags, "Are you there?"));
    }
    Desk desk;
    TicketId number;
};

}  // namespace

TEST(Suspending, StopsMailsToAClientAfterThreeFailuresInARow) {
    Unreachable two(2);
    EXPECT_THAT(mails(two.answer()), ElementsAre("client-comment to boss@contoso.example"));

    Unreachable three(3);
    EXPECT_TRUE(three.desk.snapshot.failing.at(boss).suspended_at);
    EXPECT_TRUE(any_has(three.desk.events(three.number), "nothing more is sent to boss@contoso.example after 3 mails"));
    const Notification* told = mail_of(three.desk.log.back(), MailKind::delivery_failure);
    ASSERT_TRUE(told);
    EXPECT_EQ(told->lines.size(), 2U);
    EXPECT_TRUE(any_has(told->lines, "ticketctl outbox resume boss@contoso.example"));
}

TEST(Suspending, TellsWhoAnswersThatTheClientDidNotGetIt) {
    Unreachable one(3);
    ASSERT_FALSE(one.desk.ticket(one.number).clocks.responded_at);
    const auto& decision = one.answer();
    EXPECT_THAT(mails(decision), ElementsAre("delivery-failure to ana@desk.example"));
    EXPECT_TRUE(any_has(one.desk.events(one.number), "not sent to boss@contoso.example: 3 mails in a row did not get there"));
    EXPECT_FALSE(one.desk.ticket(one.number).clocks.responded_at) << "an answer that nobody gets is no first response";
}

TEST(Suspending, EndsWhenTheAddressWrites) {
    struct Row {
        Mail mail;
        bool free;
    };
    Mail imported = Mail(boss, "Long ago", "x");
    imported.envelope().route = mail::Route::import;
    const Row rows[] = {
        {Mail(boss, "Re: Monitor flickers", "Here I am.").aligned(), true},
        {Mail("Boss@Contoso.EXAMPLE", "Something else", "A new matter."), true},
        {Mail(boss, "Out of office", "Back on Monday").kind(mail::Kind::auto_reply), true},
        {Mail("amy@contoso.example", "Re: Monitor flickers", "Boss is away.").aligned(), false},
        {Mail(boss, "Returned", "x").kind(mail::Kind::bounce), false},
        {imported, false},
    };
    for (const Row& row : rows) {
        Unreachable one(3);
        Mail mail = row.mail;
        one.desk.receive(mail.answers(one.number));
        EXPECT_EQ(one.desk.snapshot.failing.contains(boss), !row.free) << mail.message().subject;
        const bool written = !mails_of({one.answer()}, MailKind::client_comment).empty();
        EXPECT_EQ(written, row.free) << mail.message().subject;
        EXPECT_EQ(any_has(one.desk.events(one.number), "mails are sent to boss@contoso.example again"), row.free);
    }
}

TEST(Suspending, TheAcknowledgementOfTheMailThatEndsItGoesOut) {
    Unreachable one(3);
    const auto& decision = one.desk.receive(Mail(boss, "A new matter", "x").aligned());
    EXPECT_TRUE(decision.acknowledged);
    EXPECT_TRUE(mail_of(decision, MailKind::acknowledgement));
}

TEST(Suspending, CountsOnlyWhatIsAboutTheAddress) {
    struct Row {
        const char* reply;
        bool counts;
    };
    for (const Row& row : {
             Row{"550 5.1.1 unknown", true},
             Row{"550 unknown", true},
             Row{"552 5.2.2 mailbox full", true},
             Row{"Given up after five days. The last answer was: 450 4.2.0 grey", true},
             Row{"552 5.2.3 too long for the mailbox", false},
             Row{"552 5.3.4 too large", false},
             Row{"554 5.6.0 content", false},
             Row{"554 5.7.1 spam", false},
             Row{"503 5.5.1 sequence", false},
         }) {
        Unreachable one(2);
        const auto& decision = one.desk.undelivered(one.number, boss, row.reply);
        EXPECT_EQ(one.desk.snapshot.failing.at(boss).suspended_at.has_value(), row.counts) << row.reply;
        EXPECT_TRUE(mail_of(decision, MailKind::delivery_failure)) << row.reply;
    }
}

TEST(Suspending, NeverHappensWhenTheLimitIsZero) {
    auto config = small_desk();
    config.limits.failures_until_suspended = 0;
    Unreachable one(20, config);
    EXPECT_THAT(one.desk.snapshot.failing, IsEmpty());
    EXPECT_THAT(mails(one.answer()), ElementsAre("client-comment to boss@contoso.example"));
}

TEST(Suspending, ARefusedCommandKeepsNothingBack) {
    Unreachable one(3);
    one.answer("[priority=urgentest]");
    EXPECT_FALSE(any_has(one.desk.events(one.number), "not sent to"));
}
