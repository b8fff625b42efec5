// Tests which ticket a mail joins by token, Message-ID or number.
#include "workflow/inbound/threading.hpp"

#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::ElementsAre;

namespace {

/// Ticket 1 of boss@contoso.example, "Monitor flickers", opened by the mail first@contoso.example.
struct Threads : testing::Test {
    Desk desk;
    TicketId one =
        desk.receive(Mail("boss@contoso.example", "Monitor flickers", "Help").aligned().id("first@contoso.example")).landed;

    Thread find(const Mail& mail) { return find_thread(desk.directory, desk.snapshot, mail.inbound()); }
};

}  // namespace

TEST_F(Threads, EachWayOfJoiningLandsInTheTicket) {
    const std::pair<const char*, Mail> rows[] = {
        {"token and the same subject",
         Mail("boss@contoso.example", "Re: Monitor flickers", "x").token(one, "boss@contoso.example")},
        {"token and the number", Mail("boss@contoso.example", "[#1] something else", "x").token(one, "boss@contoso.example")},
        {"token and no subject at all", Mail("boss@contoso.example", "", "x").token(one, "boss@contoso.example")},
        {"token, another subject, our id",
         Mail("boss@contoso.example", "Now this", "x").token(one, "boss@contoso.example").answers(one)},
        {"our id alone", Mail("eve@evil.example", "Now this", "x").answers(one)},
        {"the id of the client's own mail", Mail("amy@contoso.example", "Re: all", "x").references("first@contoso.example")},
        {"the number, by the requester", Mail("boss@contoso.example", "about [#1]", "x")},
        {"the number, by a technician", Mail("cleo@desk.example", "about [#1]", "x")},
        {"a return path",
         Mail("mailer-daemon@mx.example", "Undeliverable", "x").token(one, "boss@contoso.example", mail::Purpose::return_path)},
    };
    for (const auto& [what, mail] : rows)
        EXPECT_EQ(find(mail).ticket, one) << what << ": " << find(mail).why;
}

TEST_F(Threads, ATokenInAMailAboutSomethingElseOpensALinkedTicket) {
    const Thread thread = find(Mail("boss@contoso.example", "New laptop", "x").token(one, "boss@contoso.example"));
    EXPECT_FALSE(thread.ticket.is_set());
    EXPECT_EQ(thread.related, one);
    EXPECT_EQ(thread.link, Link::Kind::relates);
}

TEST_F(Threads, ANumberTypedByWhoTakesNoPartOpensALinkedTicket) {
    const Thread thread = find(Mail("eve@evil.example", "Re: [#1] Monitor flickers", "x"));
    EXPECT_FALSE(thread.ticket.is_set());
    EXPECT_EQ(thread.related, one);
}

TEST_F(Threads, WhatIsNotKnownOpensAPlainTicket) {
    for (const Mail& mail :
         {Mail("boss@contoso.example", "[#99] x", "x"), Mail("boss@contoso.example", "x", "x").references("unknown@x.example"),
          Mail("boss@contoso.example", "x", "x").token({99}, "boss@contoso.example"),
          Mail("boss@contoso.example", "x", "x").token(one, "boss@contoso.example", mail::Purpose::unsubscribe)}) {
        const Thread thread = find(mail);
        EXPECT_FALSE(thread.ticket.is_set()) << thread.why;
        EXPECT_FALSE(thread.related.is_set()) << thread.why;
    }
}

TEST_F(Threads, TheNumberInTheSubjectBeatsAStaleToken) {
    const TicketId two = desk.opened("Second thing");
    EXPECT_EQ(find(Mail("boss@contoso.example", "[#2] Second thing", "x").token(one, "boss@contoso.example")).ticket, two);
}

TEST_F(Threads, AConversationAmongOthersJoinsByTheirIds) {
    desk.receive(Mail("boss@contoso.example", "Project", "x").aligned().id("b@c.example").references("root@c.example"));
    const TicketId project = desk.log.back().landed;
    const auto& answer =
        desk.receive(Mail("amy@contoso.example", "Re: Project", "y").aligned().id("d@c.example").references("root@c.example"));
    EXPECT_EQ(answer.landed, project);
    EXPECT_EQ(desk.receive(Mail("zoe@contoso.example", "Re: Project", "z").references("d@c.example")).landed, project);
}

TEST_F(Threads, AKnownMessageIdIsNoSecondAlias) {
    const auto& decision = desk.receive(Mail("eve@evil.example", "Other bytes, same id", "x").id("first@contoso.example"));
    EXPECT_NE(decision.landed, one);
    EXPECT_TRUE(decision.aliases.empty());
}

TEST_F(Threads, AnotherDesksNumberInFrontOfOursIsNoNumberOfOurs) {
    const std::pair<const char*, Mail> rows[] = {
        {"a number that is no ticket", Mail("boss@contoso.example", "[#881] Re: [#1] Monitor flickers", "x")},
        {"the same, a technician", Mail("ben@desk.example", "[#881] Re: [#1] Monitor flickers", "x")},
        {"a foreign number alone, with the token",
         Mail("boss@contoso.example", "[#881] Monitor flickers", "x").token(one, "boss@contoso.example")},
        {"behind ours", Mail("boss@contoso.example", "Re: [#1] [#881] other words", "x")},
    };
    for (const auto& [what, mail] : rows)
        EXPECT_EQ(find(mail).ticket, one) << what << ": " << find(mail).why;
    const TicketId two = desk.receive(Mail("eve@evil.example", "Hers", "x")).landed;
    EXPECT_EQ(find(Mail("boss@contoso.example", "[#2] Re: [#1] anything", "x")).ticket, one) << "two is not the sender's";
    EXPECT_EQ(find(Mail("ana@desk.example", "[#2] Re: [#1] Monitor flickers", "x")).ticket, one) << "the title tells";
    EXPECT_EQ(find(Mail("ana@desk.example", "[#2] Re: [#1] Hers", "x")).ticket, two) << "the title tells";
}

TEST_F(Threads, ANewsletterThatTwoCompaniesAnswerIsTwoTickets) {
    const auto answers = [](const char* from) { return Mail(from, "Re: Price list", from).references("list7@maker.example"); };
    const TicketId first = desk.receive(answers("boss@contoso.example").aligned()).landed;
    const auto& other = desk.receive(answers("rosa@fabrikam.example").aligned());
    EXPECT_NE(other.landed, first);
    EXPECT_TRUE(other.acknowledged);
    EXPECT_NE(desk.receive(answers("joe@elsewhere.example").aligned()).landed, first);
    EXPECT_NE(desk.receive(answers("kim@gmail.com").aligned()).landed, first);
    EXPECT_EQ(desk.receive(answers("amy@contoso.example").aligned()).landed, first) << "of the same client";
    EXPECT_EQ(desk.receive(answers("ana@desk.example").auth("ana")).landed, first) << "one of us";
}

TEST_F(Threads, WhoAnswersAMailOfTheTicketJoinsItFromWhereverTheyWrite) {
    EXPECT_EQ(find(Mail("fitter@elsewhere.example", "Re: Monitor flickers", "x").references("first@contoso.example")).ticket,
              one);
}

TEST_F(Threads, AnotherCopyOfTheFirstMailOpensNothing) {
    const auto& copy = desk.receive(Mail("boss@contoso.example", "[it-all] Monitor flickers", "Help\n\n____\nit-all mailing list")
                                        .aligned()
                                        .kind(mail::Kind::list)
                                        .id("first@contoso.example"));
    EXPECT_EQ(copy.landed, one);
    EXPECT_TRUE(copy.entries.empty() && copy.mails.empty()) << "it says nothing new";
    for (const Mail& other : {Mail("boss@contoso.example", "Monitor flickers", "Another fault of a program with one id")
                                  .aligned()
                                  .id("first@contoso.example"),
                              Mail("boss@contoso.example", "Keyboard", "Help").aligned().id("first@contoso.example"),
                              Mail("amy@contoso.example", "Monitor flickers", "Help").aligned().id("first@contoso.example")})
        EXPECT_NE(desk.receive(other).landed, one);
}

TEST_F(Threads, TheMailWhoseAnswerCameFirstJoinsIt) {
    const TicketId answered =
        desk.receive(Mail("amy@contoso.example", "Re: Gate", "Here, too.").aligned().references("gate@contoso.example")).landed;
    const auto& late = desk.receive(Mail("boss@contoso.example", "Gate", "It is stuck.").aligned().id("gate@contoso.example"));
    EXPECT_EQ(late.landed, answered);
    EXPECT_EQ(desk.entries(answered, EntryKind::comment).back().text, "It is stuck.");
    desk.receive(Mail("amy@contoso.example", "Re: Door", "Here, too.").aligned().references("door@maker.example"));
    EXPECT_NE(desk.receive(Mail("news@maker.example", "Door", "It is new.").aligned().id("door@maker.example")).landed,
              TicketId{3});
}

TEST_F(Threads, AMailThatBelongsToTwoTicketsJoinsOneAndLinksBoth) {
    const TicketId two = desk.opened("Second thing");
    desk.receive(Mail("boss@contoso.example", "Re: [#1] [#2] both", "They hang together.").aligned());
    EXPECT_THAT(desk.ticket(one).links, ElementsAre(Link{Link::Kind::relates, two}));
    EXPECT_THAT(desk.ticket(two).links, ElementsAre(Link{Link::Kind::relates, one}));
    EXPECT_THAT(desk.events(two), Contains("relates #1: one mail belongs to both"));
    EXPECT_EQ(desk.entries(one, EntryKind::comment).back().text, "They hang together.");
    const auto& again = desk.receive(Mail("boss@contoso.example", "Re: [#1] [#2] both", "Still.").aligned().answers(two));
    EXPECT_EQ(again.landed, two);
    EXPECT_EQ(desk.ticket(two).links.size(), 1U) << "once is enough";
}

TEST_F(Threads, NobodyLinksTicketsOfOthers) {
    const TicketId hers = desk.receive(Mail("eve@evil.example", "Hers", "x").id("eve@evil.example")).landed;
    desk.receive(
        Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "x").aligned().references("eve@evil.example").answers(one));
    EXPECT_TRUE(desk.ticket(one).links.empty());
    EXPECT_TRUE(desk.ticket(hers).links.empty());
}

TEST_F(Threads, KeysNameEverythingThatIsLooked) {
    const Mail mail = Mail("Boss@Contoso.example", "Re: [#7] x", "x")
                          .token({5}, "")
                          .answers({6})
                          .references("a@x")
                          .references("b@x")
                          .id("me@x");
    const ThreadKeys keys = thread_keys(desk.directory, mail.inbound());
    EXPECT_THAT(keys.tickets, ElementsAre(TicketId{5}, TicketId{6}, TicketId{7}));
    EXPECT_THAT(keys.foreign_ids, ElementsAre("me@x", "ours-6@desk.example", "b@x", "a@x"));
    EXPECT_EQ(keys.sender, "boss@contoso.example");
}

TEST_F(Threads, ThousandsOfReferencesStayAFewKeys) {
    Mail mail("boss@contoso.example", "x", "x");
    for (int i = 0; i < 5000; ++i)
        mail.references(std::to_string(i) + "@x.example");
    EXPECT_LE(thread_keys(desk.directory, mail.inbound()).foreign_ids.size(), 40U);
    EXPECT_LE(desk.receive(mail).aliases.size(), 40U);
}

TEST_F(Threads, LateMailToAClosedTicketOpensOneThatFollowsAndTheNextJoinsIt) {
    desk.order(one, "close");
    desk.pass(days{15});
    const auto& late = desk.receive(
        Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "Again").aligned().answers(one).id("late1@c.example"));
    const TicketId follower = late.landed;
    ASSERT_NE(follower, one);
    EXPECT_THAT(desk.ticket(follower).links, Contains(Link{Link::Kind::follows, one}));
    EXPECT_EQ(desk.ticket(one).status, Status::closed);
    EXPECT_THAT(desk.events(follower), Contains("follows #1: #1 was closed more than 14 days ago"));
    EXPECT_THAT(worded(mail_of(late, MailKind::notice)->lines),
                ElementsAre("It goes on from #1, which nobody had; it was closed on 2026-03-02 09:00 UTC."));
    const auto& later =
        desk.receive(Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "And again").aligned().answers(one));
    EXPECT_EQ(later.landed, follower);
}

TEST(ThreadKeys, HoldWhatTheCommandsOfATechnicianName) {
    const Desk desk;
    for (const auto& [subject, text] : {std::pair{"Re: [#1] [merge=7] x", ""}, std::pair{"Re: [#1] x", "#merge=7"},
                                        std::pair{"Re: [#1] x", "[merge=7]\nThe same."}, std::pair{"Re: [#1] x", "\n/merge=7"}}) {
        const auto keys = thread_keys(desk.directory, Mail("ana@desk.example", subject, text).inbound());
        EXPECT_EQ(keys.tickets, (std::vector<TicketId>{{1}, {7}})) << subject << text;
        EXPECT_EQ(thread_keys(desk.directory, Mail("boss@contoso.example", subject, text).inbound()).tickets.size(), 1U);
    }
}

TEST(Thread, OfAnErasedTicketIsNone) {
    const Mail rows[] = {
        Mail("boss@contoso.example", "Re: [#1] erased", "Still.").token({1}, "boss@contoso.example").aligned(),
        Mail("boss@contoso.example", "Re: Monitor flickers", "Still.").aligned().answers({1}),
        Mail("boss@contoso.example", "[#1] hello", "Still.").aligned(),
    };
    for (const Mail& mail : rows) {
        Desk desk;
        Ticket& ticket = desk.snapshot.tickets.at(desk.opened());
        ticket.status = config::Status::closed;
        ticket.closed_at = ticket.erased_at = desk.now;
        ticket.requester = {"erased", ""};
        const auto& decision = desk.receive(mail);
        EXPECT_EQ(decision.landed, TicketId{2});
        EXPECT_TRUE(mail_of(decision, MailKind::acknowledgement));
        EXPECT_TRUE(desk.order({1}, "reopen").refused);
        EXPECT_TRUE(desk.order({2}, "merge=1", {}, "ana").refused);
        const auto& refused = desk.receive(Mail("ana@desk.example", "[#1] [take]", "").auth("ana"));
        EXPECT_THAT(mails(refused), ElementsAre("refusal to ana@desk.example"));
    }
}
