// Tests bounces, auto-replies, reactions and monitoring mails.
#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::IsEmpty;
using enum config::Status;

namespace {

Mail bounce(const char* recipient, const char* action) {
    Mail mail("mailer-daemon@mx.example", "Undelivered", "The mail system…");
    mail.kind(mail::Kind::bounce).message().bounce = mail::Bounce{recipient, action, "5.1.1", "550 no such user", "", ""};
    mail.envelope().from = "";
    return mail;
}

}  // namespace

TEST(AutomaticMail, RepliesBecomeEventsAndChangeNothing) {
    for (const char* tags : {"", "[wait]", "[resolve]", "[close]"}) {
        Desk desk;
        const TicketId number = desk.opened_and(tags);
        const Ticket before = desk.ticket(number);
        desk.now += hours{1};
        const auto& decision = desk.receive(Mail("boss@contoso.example", "Out of office: Monitor flickers", "Back on Monday")
                                                .aligned()
                                                .answers(number)
                                                .kind(mail::Kind::auto_reply));
        const Ticket& after = desk.ticket(number);
        EXPECT_EQ(after.status, before.status);
        EXPECT_EQ(after.active_at, before.active_at);
        EXPECT_EQ(after.close_at, before.close_at);
        EXPECT_THAT(decision.mails, IsEmpty());
        EXPECT_TRUE(any_has(desk.events(number), "automatic reply of boss@contoso.example"));
        EXPECT_EQ(decision.entries.back().quoted, "Back on Monday");
    }
}

TEST(AutomaticMail, ThatSaysMoreThanAnAbsenceReachesWhoCares) {
    Desk desk;
    const TicketId number = desk.opened_and("[take]");
    const auto reply = [&](const char* subject, const char* text) {
        return desk.receive(Mail("boss@contoso.example", subject, text).aligned().answers(number).kind(mail::Kind::auto_reply));
    };
    EXPECT_THAT(mails(reply("Automatic reply: Monitor", "I left the company. Write to amy@contoso.example.")),
                ElementsAre("technician-comment to ana@desk.example"));
    EXPECT_THAT(mails(reply("Out of office", "I am on vacation.")), IsEmpty());
    EXPECT_TRUE(any_has(desk.events(number),
                        "automatic reply of boss@contoso.example (participant): Automatic reply: Monitor: "
                        "I left the company. Write to amy@contoso.example."));
    EXPECT_EQ(desk.ticket(number).status, in_progress);
}

TEST(AutomaticMail, ADeclinedAppointmentWithWordsIsAnAnswer) {
    Desk desk;
    const TicketId number = desk.opened_and("[wait]");
    Mail mail = Mail("boss@contoso.example", "Declined: Visit", "Please come at noon instead.").aligned().answers(number);
    mail.kind(mail::Kind::auto_reply);
    mail.message().attachments.push_back(
        {.name = "invite.ics", .type = "text/calendar", .content_id = {}, .sha256 = {}, .content = {}});
    desk.receive(mail);
    EXPECT_EQ(desk.ticket(number).status, open);
    EXPECT_EQ(desk.entries(number, EntryKind::comment).back().text, "Please come at noon instead.");
    mail.message().reply_text.clear();
    EXPECT_THAT(mails(desk.receive(mail)), testing::Not(IsEmpty())) << "without a word it is news";
    EXPECT_TRUE(any_has(desk.events(number), "automatic reply"));
}

TEST(ListMail, OfAClientMovesTheTicketLikeAnyOther) {
    const std::pair<const char*, config::Status> rows[] = {
        {"[wait]", open}, {"[resolve]", open}, {"[close]", open}, {"", in_progress}};
    for (const auto& [tags, then] : rows) {
        Desk desk;
        const TicketId number = desk.opened_and(tags);
        Mail mail =
            Mail("boss@contoso.example", "Re: Monitor flickers", "It is back.").aligned().answers(number).kind(mail::Kind::list);
        mail.message().list_id = "support.desk.example";
        desk.receive(mail);
        EXPECT_EQ(desk.ticket(number).status, then) << tags;
        EXPECT_EQ(desk.entries(number, EntryKind::comment).back().text, "It is back.");
    }
}

TEST(AutomaticMail, ThatBelongsToNoTicketOpensNone) {
    Desk desk;
    for (const auto kind : {mail::Kind::auto_reply, mail::Kind::bounce}) {
        const auto& decision = desk.receive(Mail("boss@contoso.example", "Out of office", "x").aligned().kind(kind));
        EXPECT_EQ(decision.disposition, Disposition::done);
        EXPECT_TRUE(decision.tickets.empty() && decision.mails.empty());
        EXPECT_FALSE(decision.landed.is_set());
    }
}

TEST(AutomaticMail, AReactionIsAnAcknowledgementOnly) {
    Desk desk;
    const TicketId number = desk.opened_and("[resolve]");
    Mail mail = Mail("boss@contoso.example", "Re: Monitor flickers", "👍").aligned().answers(number);
    mail.message().reaction = true;
    desk.receive(mail);
    EXPECT_EQ(desk.ticket(number).status, resolved);
    EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 2U);
    EXPECT_TRUE(any_has(desk.events(number), "reaction of boss@contoso.example (participant): 👍"));
}

TEST(AutomaticMail, MonitoringMayOpenAndCommentButMovesNothing) {
    Desk desk;
    const auto& opened =
        desk.receive(Mail("nagios@contoso.example", "Disk full", "x").aligned().kind(mail::Kind::auto_generated));
    EXPECT_TRUE(opened.opened);
    EXPECT_FALSE(opened.acknowledged);
    desk.order(opened.landed, "wait");
    const auto& more = desk.receive(
        Mail("nagios@contoso.example", "Re: Disk full", "y").aligned().answers(opened.landed).kind(mail::Kind::auto_generated));
    EXPECT_EQ(desk.ticket(more.landed).status, waiting_customer);
    EXPECT_EQ(desk.entries(more.landed, EntryKind::comment).size(), 2U);
}

TEST(Bounce, OfEveryClientGivesTheFirstResponseBack) {
    Desk desk;
    const TicketId number =
        desk.receive(Mail("boss@contoso.example", "Monitor flickers", "x").aligned().cc("amy@contoso.example")).landed;
    desk.receive(from_ana(number, "[take]", "Hello"));
    const auto path = mail::Purpose::return_path;
    const auto& delayed = desk.receive(bounce("boss@contoso.example", "delayed").token(number, "boss@contoso.example", path));
    EXPECT_THAT(delayed.mails, IsEmpty());
    EXPECT_EQ(desk.ticket(number).clocks.response_to.size(), 2U);
    desk.receive(bounce("boss@contoso.example", "failed").token(number, "boss@contoso.example", path));
    EXPECT_TRUE(desk.ticket(number).clocks.responded_at);
    const auto& last = desk.receive(bounce("forwarded@elsewhere.example", "failed").token(number, "amy@contoso.example", path));
    EXPECT_FALSE(desk.ticket(number).clocks.responded_at);
    EXPECT_TRUE(desk.ticket(number).next_due_at);
    EXPECT_THAT(mails(last), ElementsAre("delivery-failure to ana@desk.example"));
    EXPECT_TRUE(any_has(desk.events(number), "550 no such user"));
    EXPECT_EQ(desk.ticket(number).status, in_progress);
}

TEST(Bounce, ThatDidNotComeToOurReturnPathChangesNothing) {
    Desk desk;
    const TicketId number = desk.opened_and("");
    const Mail forged[] = {
        bounce("boss@contoso.example", "failed").answers(number),
        bounce("boss@contoso.example", "failed").token(number, "boss@contoso.example", mail::Purpose::reply),
        bounce("boss@contoso.example", "failed").token(TicketId{99}, "boss@contoso.example", mail::Purpose::return_path),
    };
    for (const Mail& mail : forged) {
        const auto& decision = desk.receive(mail);
        EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty() && decision.mails.empty() && decision.failing.empty());
        EXPECT_FALSE(decision.opened || decision.returned);
        EXPECT_EQ(decision.disposition, Disposition::done);
    }
    EXPECT_TRUE(desk.ticket(number).clocks.responded_at);
}

TEST(Bounce, NamesTheMailAndItsRowInTheOutbox) {
    Desk desk;
    const TicketId number = desk.opened_and("");
    Mail mail = bounce("boss@contoso.example", "failed").token(number, "boss@contoso.example", mail::Purpose::return_path);
    mail.message().bounce->original_message_id = "ours-7@desk.example";
    mail.message().bounce->envelope_id = envelope_id({42});
    const auto& decision = desk.receive(mail);
    ASSERT_TRUE(decision.returned);
    EXPECT_EQ(decision.returned->outbox, config::OutboxId{42});
    EXPECT_EQ(decision.returned->ticket, number);
    EXPECT_TRUE(any_has(desk.events(number), "550 no such user (mail <ours-7@desk.example>)"));
    for (const char* id : {"", "42", "ticketd-", "ticketd-x", "ticketd-42x", "ticketd--1", "other-42"})
        EXPECT_FALSE(parse_envelope_id(id)) << id;
}

TEST(Bounce, SaidByThePeerAtOnceCountsAsOne) {
    Desk desk;
    const TicketId number = desk.opened_and("[take]");
    const auto& decision = desk.undelivered(number, "Boss@Contoso.example", "550 5.1.1 no such user");
    EXPECT_THAT(mails(decision), ElementsAre("delivery-failure to ana@desk.example"));
    EXPECT_FALSE(desk.ticket(number).clocks.responded_at);
    EXPECT_TRUE(any_has(desk.events(number), "delivery failed to boss@contoso.example: 550 5.1.1 no such user"));
}

TEST(Bounce, OfATechnicianIsNotToldToTheSameAddress) {
    Desk desk;
    const TicketId number = desk.opened_and("[take]");
    const auto came_back = [&]() -> const Decision& {
        return desk.receive(bounce("ana@desk.example", "failed").token(number, "ana@desk.example", mail::Purpose::return_path));
    };
    // Only ana is responsible for the ticket, so the others are notified of the bounce, but not for ever.
    for (int turn = 0; turn < 3; ++turn)
        EXPECT_THAT(mails(came_back()),
                    ElementsAre("delivery-failure to ben@desk.example", "delivery-failure to cleo@desk.example"));
    EXPECT_THAT(came_back().mails, IsEmpty());
    const auto& comment = desk.receive(Mail("boss@contoso.example", "Re: Monitor flickers", "Well?").aligned().answers(number));
    EXPECT_THAT(mails(comment), ElementsAre("technician-comment to ana@desk.example")) << "one of us is never suspended";
}

TEST(Unsubscription, EndsTheWatchAndOpensNothing) {
    Desk desk;
    const TicketId number =
        desk.receive(Mail("boss@contoso.example", "Monitor flickers", "x").aligned().cc("amy@contoso.example")).landed;
    const auto purpose = mail::Purpose::unsubscribe;
    const auto& decision =
        desk.receive(Mail("amy.private@home.example", "unsubscribe", "").token(number, "amy@contoso.example", purpose));
    EXPECT_THAT(desk.ticket(number).watchers, IsEmpty());
    EXPECT_THAT(decision.mails, IsEmpty());
    EXPECT_FALSE(decision.opened);
    EXPECT_TRUE(any_has(desk.events(number), "amy@contoso.example watches no more"));
    for (const TicketId of : {number, TicketId{99}}) {
        const auto& again =
            desk.receive(Mail("amy@contoso.example", "unsubscribe", "").aligned().token(of, "amy@contoso.example", purpose));
        EXPECT_TRUE(again.tickets.empty() && again.mails.empty());
    }
    EXPECT_EQ(desk.ticket(number).requester.address, "boss@contoso.example");
}

TEST(Bounce, OfWhomNobodyTakesPartAnyMoreHurtsNobodyElse) {
    Desk desk;
    const TicketId number = desk.opened_and("[take]");
    for (int i = 0; i < 4; ++i) {
        const auto& decision =
            desk.receive(bounce("boss@contoso.example", "failed").token(number, "", mail::Purpose::return_path));
        EXPECT_FALSE(mail_of(decision, MailKind::delivery_failure));
    }
    EXPECT_FALSE(desk.snapshot.failing.contains("boss@contoso.example"));
    EXPECT_TRUE(any_has(desk.events(number), "delivery failed to boss@contoso.example"));
}
