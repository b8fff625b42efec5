// Tests that queries by mail are answered to the registered address and change nothing.

#include "tests/workflow/desk.hpp"

#include "workflow/reports/queries.hpp"
#include "workflow/reports/history.hpp"

#include <gmock/gmock.h>

namespace desk_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string ana = "ana@desk.example";

struct Asking : testing::Test {
    Desk desk;
    TicketId one = desk.opened();

    Mail from(const std::string& subject, const std::string& text = "-- \nSent from my phone") {
        return Mail(ana, subject, text);
    }
};

TEST_F(Asking, AQuestionPublishesNoTextAndChangesNothing) {
    const struct {
        const char* what;
        Mail mail;
        Query::What asked;
    } rows[] = {
        {"a reply with the best proof", from_ana(one, "[show]", "Please send it."), Query::What::show},
        {"a token and an aligned domain", from("Re: [#1] [show]").token(one, ana).aligned(), Query::What::show},
        {"an aligned domain alone", from("[#1] [show]").aligned(), Query::What::show},
        {"a token alone", from("Re: [#1] [show]").token(one, ana), Query::What::show},
        {"a tap on the link", from("Re: [#1] [show]").token(one, ana, mail::Purpose::action).aligned(), Query::What::show},
        {"to the address for notes", from("[#1] [show]").token(one, ana, mail::Purpose::note).aligned(), Query::What::show},
        {"with a note beside it", from_ana(one, "[note] [show]", "x"), Query::What::show},
        {"in the body", from_ana(one, "", "#show\nand some words"), Query::What::show},
        {"a list on a ticket", from_ana(one, "[list]", "x"), Query::What::list},
        {"help on a ticket", from_ana(one, "[help]", "x"), Query::What::help},
        {"help about nothing", from("[help]").aligned(), Query::What::help},
    };
    for (const auto& row : rows) {
        const auto tickets = desk.snapshot.tickets;
        const Decision& decision = desk.receive(row.mail);
        ASSERT_EQ(decision.queries.size(), 1U) << row.what << testing::PrintToString(worded(decision.reasons));
        EXPECT_EQ(decision.queries[0].what, row.asked) << row.what;
        EXPECT_EQ(decision.queries[0].technician, "ana") << row.what;
        EXPECT_THAT(mails(decision), IsEmpty()) << row.what;
        EXPECT_TRUE(decision.entries.empty() && decision.tickets.empty() && !decision.opened) << row.what;
        EXPECT_EQ(desk.snapshot.tickets.size(), tickets.size()) << row.what;
    }
}

TEST_F(Asking, WhoShowsTooLittleIsNotAnswered) {
    for (const Mail& mail : {from("[#1] [show]"), from("[#1] [show]").token(one, "ben@desk.example"),
                             Mail("eve@evil.example", "[#1] [show]", "x").aligned(),
                             Mail("boss@contoso.example", "[#1] [show]", "x").aligned().token(one, "boss@contoso.example"),
                             from("[#1] [show]").aligned().kind(mail::Kind::auto_reply)})
        EXPECT_THAT(desk.receive(mail).queries, IsEmpty()) << mail.inbound().message.from.front().address;
}

TEST_F(Asking, BesideOtherCommandsTheTextIsANoteAndTheReceiptSaysSo) {
    const Decision& decision = desk.receive(from_ana(one, "[take] [show]", "Looking into it"));
    EXPECT_EQ(decision.queries.size(), 1U);
    EXPECT_EQ(desk.ticket(one).assignee, "ana");
    EXPECT_THAT(desk.entries(one, EntryKind::comment).size(), 1U) << "the client's own";
    EXPECT_THAT(desk.entries(one, EntryKind::note).size(), 1U);
    ASSERT_TRUE(mail_of(decision, MailKind::receipt));
    EXPECT_TRUE(any_has(mail_of(decision, MailKind::receipt)->lines, "your text was kept as a note"));
}

TEST_F(Asking, ShowNeedsATicket) {
    const Decision& decision = desk.receive(from("[show]", "x").aligned());
    EXPECT_FALSE(decision.opened);
    ASSERT_TRUE(mail_of(decision, MailKind::refusal));
    EXPECT_THAT(worded(mail_of(decision, MailKind::refusal)->lines), ElementsAre(HasSubstr("[show] belongs to a ticket")));
}

TEST_F(Asking, TheAnswerHasTheWholeStoryWithNumbersForWhatWasSaid) {
    desk.receive(from_ana(one, "[take; time=30m]", "We look into it."));
    desk.receive(from_ana(one, "[note]", "It is the cable."));
    const Decision& asked = desk.receive(from("[#1] [show]").aligned());
    std::vector<Entry> history;
    std::vector<TimeEntry> time;
    for (const Decision& decision : desk.log) {
        history.insert(history.end(), decision.entries.begin(), decision.entries.end());
        time.insert(time.end(), decision.time.begin(), decision.time.end());
    }
    const auto answer = answer_show(desk.directory, asked.queries.at(0), history, time);
    ASSERT_TRUE(answer && answer->history);
    EXPECT_EQ(answer->kind, MailKind::history);
    EXPECT_EQ(answer->ticket, one);
    EXPECT_EQ(answer->recipient.address, ana);
    EXPECT_TRUE(answer->to_technician);
    std::vector<std::string> numbered;
    for (const HistoryView::Line& line : answer->history->lines)
        if (line.number > 0) numbered.push_back(std::to_string(line.number) + " " + line.entry.text);
    EXPECT_THAT(numbered, ElementsAre("1 It began today.", "2 We look into it.", "3 It is the cable."));
    EXPECT_EQ(answer->history->lines.size(), history.size());
    EXPECT_EQ(answer->history->time.size(), 1U);
}

TEST(StoryOf, KeepsTheNewestOfALongStoryAndItsNumbers) {
    std::vector<Entry> entries(max_story_lines + 5);
    for (Entry& entry : entries)
        entry.kind = EntryKind::comment;
    const HistoryView cut = history_of(entries, {});
    EXPECT_EQ(cut.left_out, 5U);
    EXPECT_EQ(cut.lines.front().number, 6);
    EXPECT_EQ(cut.lines.back().number, static_cast<int>(entries.size()));

    std::vector<Entry> large(3);
    for (Entry& entry : large)
        entry.text = std::string(max_story_bytes, 'x');
    EXPECT_EQ(history_of(large, {}).lines.size(), 1U) << "the last one is told however long it is";
    EXPECT_EQ(history_of({}, {}).left_out, 0U);
}

TEST_F(Asking, ANumberThatThereIsNotIsRefusedAndTheWordsComeBack) {
    const struct {
        const char* what;
        Mail mail;
    } refused[] = {
        {"with a command", from("Re: [#999] [resolve] Printer", "It works again.").aligned()},
        {"with text alone", from("[#999] Printer", "It works again.").auth("ana")},
        {"a reply to another ticket's address", from("[#999] Printer", "It works again.").token(one, ana).aligned()},
    };
    for (const auto& row : refused) {
        const Decision& decision = desk.receive(row.mail);
        EXPECT_FALSE(decision.opened) << row.what;
        EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty()) << row.what;
        ASSERT_EQ(decision.mails.size(), 1U) << row.what;
        EXPECT_EQ(decision.mails[0].kind, MailKind::refusal) << row.what;
        EXPECT_EQ(decision.mails[0].recipient.address, ana) << row.what;
        EXPECT_THAT(worded(decision.mails[0].lines), ElementsAre(HasSubstr("there is no ticket 999"))) << row.what;
        EXPECT_EQ(decision.mails[0].returned, "It works again.") << row.what;
    }

    Mail forwarded = from("Fwd: [#999] Your order", "For them.").aligned();
    forwarded.message().forwarded = mail::Forwarded{{"Kim", "kim@shop.example"}, "Your order", "It is late.", {}, false, {}};
    const struct {
        const char* what;
        Mail mail;
    } opened[] = {
        {"a number of somebody else's desk, forwarded", forwarded},
        {"in a technician's name, with nothing that shows it", from("[#999] Printer", "x")},
        {"a client's", Mail("amy@contoso.example", "[#999] Printer", "x").aligned()},
    };
    for (const auto& row : opened)
        EXPECT_TRUE(desk.receive(row.mail).opened) << row.what;
}

TEST(Forwarding, OfAMailOfTheDeskItselfIsTheTechniciansOwn) {
    Desk desk;
    Mail forwarded = Mail(ana, "Fwd: Monitor flickers", "Who knows this one?").aligned();
    forwarded.message().forwarded =
        mail::Forwarded{{"Desk", "support@desk.example"}, "Monitor flickers", "It is late.", {}, false, {}};
    EXPECT_EQ(desk.ticket(desk.receive(forwarded).landed).requester.address, "ana@desk.example");
}

TEST_F(Asking, AMisspeltQuestionOpensNoTicket) {
    for (const char* subject : {"[list foo]", "[report decade]", "[lst mine]"}) {
        const Decision& decision = desk.receive(from(subject, "").aligned());
        EXPECT_FALSE(decision.opened) << subject;
        EXPECT_TRUE(decision.queries.empty() && decision.tickets.empty() && decision.entries.empty()) << subject;
        ASSERT_THAT(mails(decision), ElementsAre("refusal to " + ana)) << subject;
        EXPECT_THAT(worded(decision.mails[0].lines), ElementsAre(HasSubstr("Did you mean"))) << subject;
    }
}

}  // namespace
}  // namespace desk_test
