// Tests that a part of a ticket becomes a ticket of its own, and that answers to it go there.

#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

namespace desk_test {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string ana = "ana@desk.example";
const std::string boss = "boss@contoso.example";

/// A ticket with five entries: the client's mail, ana's answer, the client's second matter, ana's answer to it, a note.
struct Splitting : testing::Test {
    Desk desk;
    TicketId one = desk.receive(Mail(boss, "Monitor flickers", "It began today.").aligned().id("first@c.example")).landed;
    std::string answer_sent, second_sent, note_sent;

    Splitting() {
        desk.pass(minutes{10});
        answer_sent = sent(desk.receive(from_ana(one, "[take]", "Please try another cable.").id("a1@d.example")), boss);
        desk.pass(minutes{10});
        second_sent = sent(desk.receive(Mail(boss, "Re: [#1] Monitor flickers", "And the printer is dead.")
                                            .aligned()
                                            .answers(one)
                                            .id("second@c.example")),
                           ana);
        desk.pass(minutes{10});
        last_sent = sent(desk.receive(from_ana(one, "", "Which printer?").id("a2@d.example")), boss);
        desk.receive(from_ana(one, "[note]", "@ben the fuser again.").id("n1@d.example"));
        note_sent = sent(desk.log.back(), "ben@desk.example");
    }
    std::string last_sent;

    /// The Message-ID of the mail to `to` that a decision ordered.
    std::string sent(const Decision& decision, const std::string& to) {
        for (std::size_t i = 0; i < decision.mails.size(); ++i)
            if (decision.mails[i].recipient.address == to && decision.mails[i].entry) return sent_id(desk.log.size() - 1, i);
        ADD_FAILURE() << "no mail with text to " << to;
        return {};
    }
    std::vector<std::string> history(TicketId ticket) {
        std::vector<std::string> texts;
        for (const StoredEntry& line : desk.snapshot.stories[ticket])
            texts.push_back(line.entry.text);
        return texts;
    }
    std::string refusal(const std::string& items) {
        const Decision& decision = desk.order(one, items, {}, "ana");
        return decision.refused ? worded(decision.reasons.back()) : "not refused";
    }
};

TEST_F(Splitting, MovesTheEntryAndWhatFollows) {
    const Decision& decision = desk.receive(from_ana(one, "[split=3]"));
    const TicketId two = decision.landed;
    ASSERT_NE(two, one) << testing::PrintToString(worded(decision.reasons));
    EXPECT_THAT(history(one), ElementsAre("It began today.", "Please try another cable."));
    EXPECT_THAT(history(two), ElementsAre("And the printer is dead.", "Which printer?", "@ben the fuser again."));
    const Ticket& fresh = desk.ticket(two);
    EXPECT_EQ(fresh.requester.address, boss);
    EXPECT_EQ(fresh.client, "Contoso");
    EXPECT_EQ(fresh.contract, desk.ticket(one).contract);
    EXPECT_EQ(fresh.assignee, "ana");
    EXPECT_EQ(fresh.description, "And the printer is dead.");
    EXPECT_EQ(fresh.status, Status::in_progress);
    EXPECT_EQ(fresh.created_at, monday_morning + minutes{20});
    EXPECT_EQ(fresh.clocks.responded_at, monday_morning + minutes{30});
    EXPECT_EQ(fresh.last_client_id, "second@c.example");
    EXPECT_THAT(fresh.links, ElementsAre(Link{Link::Kind::split_from, one}));
    EXPECT_THAT(desk.ticket(one).links, ElementsAre(Link{Link::Kind::relates, two}));
    EXPECT_EQ(desk.ticket(one).last_client_id, "first@c.example");
    EXPECT_THAT(desk.events(one), Contains(HasSubstr("entry 3 and what follows it moved to #2 by ana")));
    EXPECT_THAT(desk.events(two), Contains(HasSubstr("split from #1, 3 entries, by ana")));
    ASSERT_TRUE(mail_of(decision, MailKind::receipt));
    EXPECT_EQ(mail_of(decision, MailKind::receipt)->ticket, two);
    EXPECT_TRUE(any_has(mail_of(decision, MailKind::receipt)->lines, "are #2 now"));
    EXPECT_EQ(mail_of(decision, MailKind::receipt)->undo, 0);
    for (const Notification& order : decision.mails)
        EXPECT_TRUE(order.to_technician) << "no client hears of it";
}

TEST_F(Splitting, LaterAnswersGoWhereTheirMailWent) {
    desk.receive(from_ana(one, "[split=3]"));
    const TicketId two = desk.log.back().landed;
    const struct {
        const char* what;
        Mail mail;
        TicketId goes_to;
    } rows[] = {
        {"to our mail that moved, with its old token",
         Mail(boss, "Re: [#1] Monitor flickers", "The red one.").aligned().answers(one).token(one, boss).references(last_sent),
         two},
        {"to our mail that stayed",
         Mail(boss, "Re: [#1] Monitor flickers", "That helped.").aligned().answers(one).token(one, boss).references(answer_sent),
         one},
        {"to their own mail that moved", Mail(boss, "Re: Monitor flickers", "Me again.").aligned().references("second@c.example"),
         two},
        {"to their own mail that stayed", Mail(boss, "Re: Monitor flickers", "Me again.").aligned().references("first@c.example"),
         one},
        {"a colleague's to the note",
         Mail("ben@desk.example", "Re: [#1] Monitor flickers", "I have one.")
             .auth("ben")
             .answers(one)
             .token(one, "ben@desk.example", mail::Purpose::note)
             .references(note_sent),
         two},
        {"by number", Mail(boss, "[#1] still", "x").aligned(), one},
        {"a new number", Mail(boss, "[#2] still", "x").aligned(), two},
    };
    for (const auto& row : rows)
        EXPECT_EQ(desk.receive(row.mail).landed, row.goes_to) << row.what;
    EXPECT_EQ(desk.entries(two, EntryKind::note).size(), 1U) << "the address for notes keeps its meaning";
}

TEST_F(Splitting, TheMailThatIsAnsweredIsTheOneThatMoves) {
    const Decision& decision = desk.receive(Mail(ana, "Re: [#1] [split] Monitor flickers", "The printer is another matter.")
                                                .auth("ana")
                                                .token(one, ana)
                                                .answers(one)
                                                .references(second_sent));
    const TicketId two = decision.landed;
    ASSERT_NE(two, one) << testing::PrintToString(worded(decision.reasons));
    EXPECT_THAT(history(one), ElementsAre("It began today.", "Please try another cable."));
    EXPECT_THAT(history(two), ElementsAre("And the printer is dead.", "Which printer?", "@ben the fuser again.",
                                          "The printer is another matter."));
    ASSERT_TRUE(mail_of(decision, MailKind::client_comment));
    EXPECT_EQ(mail_of(decision, MailKind::client_comment)->ticket, two) << "what is said with it is said there";
}

TEST_F(Splitting, SaysWhyItCannot) {
    EXPECT_THAT(refusal("split=1"), HasSubstr("the whole ticket would move"));
    EXPECT_THAT(refusal("split=9"), HasSubstr("none of the 5 entries"));
    EXPECT_THAT(refusal("split=x"), HasSubstr("none of the 5 entries"));
    EXPECT_THAT(refusal("split=0"), HasSubstr("none of the 5 entries"));
    EXPECT_THAT(refusal("split"), HasSubstr("does not say what to move"));
    EXPECT_THAT(refusal("split=3 split=4"), HasSubstr("twice"));
    EXPECT_THAT(refusal("split=3 p9"), HasSubstr("p9"));
    EXPECT_EQ(desk.snapshot.tickets.size(), 1U) << "nothing was opened on the way";
    EXPECT_EQ(history(one).size(), 5U);
}

TEST_F(Splitting, TheShellSplitsToo) {
    const Decision& decision = desk.order(one, "split=5");
    EXPECT_FALSE(decision.refused);
    EXPECT_TRUE(decision.opened);
    EXPECT_THAT(history(decision.landed), ElementsAre("@ben the fuser again."));
}

TEST_F(Splitting, ASplitOfASplitAndAMergeAreFollowed) {
    const TicketId two = desk.order(one, "split=3").landed;
    const TicketId three = desk.order(two, "split=2").landed;
    EXPECT_EQ(
        desk.receive(Mail(boss, "Re: [#1] Monitor flickers", "The red one.").aligned().answers(one).references(last_sent)).landed,
        three);
    desk.order(three, "merge=1");
    EXPECT_EQ(desk.receive(Mail(boss, "Re: [#1] Monitor flickers", "Green.").aligned().answers(one).references(last_sent)).landed,
              one);
}

TEST_F(Splitting, NeedsNoMoreProofThanOtherCommandsAndNoLess) {
    const Mail claimed = Mail(ana, "Re: [#1] [split=3] Monitor flickers", "");
    EXPECT_FALSE(desk.receive(claimed).opened);
    EXPECT_EQ(history(one).size(), 5U + 1U) << "kept as an unverified comment";
    const Mail shown = Mail(ana, "Re: [#1] [split=3] Monitor flickers", "").token(one, ana).aligned();
    EXPECT_TRUE(desk.receive(shown).opened);
}

}  // namespace
}  // namespace desk_test
