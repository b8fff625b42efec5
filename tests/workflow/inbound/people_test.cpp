// Who gets which copy, who has a ticket, and what an answer carries along.
#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

namespace {

using namespace desk_test;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Mail from_boss(TicketId number, const std::string& text) {
    return Mail("boss@contoso.example", "Re: [#1] Lamp", text).aligned().token(number, "boss@contoso.example");
}

TEST(Copies, GoToNobodyWhoIsInTheMailsToOrCc) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    desk.order(number, "cc+=lee@contoso.example");
    EXPECT_THAT(mails(desk.receive(from_boss(number, "It is the old one."))), Contains("client-comment to lee@contoso.example"));
    EXPECT_THAT(mails(desk.receive(from_boss(number, "It is the big one.").cc("lee@contoso.example"))),
                Not(Contains("client-comment to lee@contoso.example")));
}

TEST(Copies, TheQuestionWhetherItIsSolvedGoesOutAllTheSame) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    EXPECT_THAT(mails(desk.receive(from_ana(number, "", "Which one?").cc("boss@contoso.example"))),
                Not(Contains("client-comment to boss@contoso.example")));
    EXPECT_TRUE(desk.ticket(number).clocks.responded_at) << "the client has the answer";
    EXPECT_THAT(mails(desk.receive(from_ana(number, "[resolve]", "It burns.").cc("boss@contoso.example"))),
                Contains("resolved-question to boss@contoso.example"));
}

TEST(Copies, ToCountsAsCc) {
    Desk desk;
    Mail first("boss@contoso.example", "Lamp", "Lee sits next to it.");
    first.message().to = {{"", "support@desk.example"}, {"", "lee@contoso.example"}, {"", "sue@elsewhere.example"}};
    const TicketId number = desk.receive(first.aligned()).landed;
    ASSERT_EQ(desk.ticket(number).watchers.size(), 1U);
    EXPECT_EQ(desk.ticket(number).watchers.front().address, "lee@contoso.example");
}

TEST(Claim, WhoAnswersATicketThatNobodyHasHasIt) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    EXPECT_THAT(mails(desk.receive(from_ana(number, "", "Which one?"))), Contains("technician-comment to ben@desk.example"));
    EXPECT_EQ(desk.ticket(number).assignee, "ana");
    desk.receive(from_ana(number, "[undo]"));
    EXPECT_EQ(desk.ticket(number).assignee, "");
}

TEST(Claim, LeavesWhatIsAssignedANoteAndADeskThatWantsNone) {
    Desk desk;
    const TicketId noted = desk.opened("Lamp");
    desk.receive(from_ana(noted, "[note]", "He broke it."));
    EXPECT_EQ(desk.ticket(noted).assignee, "");
    desk.receive(from_ana(noted, "[assign=ben]", "Ben comes."));
    EXPECT_EQ(desk.ticket(noted).assignee, "ben");
    auto config = small_desk();
    config.desk.claim_on_answer = false;
    Desk other(config);
    const TicketId number = other.opened("Lamp");
    other.receive(from_ana(number, "", "Which one?"));
    EXPECT_EQ(other.ticket(number).assignee, "");
}

TEST(Claim, UndoTakesTheCommandsOfTheSameMailBackToo) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    const auto before = desk.ticket(number).priority;
    desk.receive(from_ana(number, "[p2]", "Which one?"));
    EXPECT_EQ(desk.ticket(number).priority, Priority::high);
    desk.receive(from_ana(number, "[undo]"));
    EXPECT_EQ(desk.ticket(number).priority, before);
    EXPECT_EQ(desk.ticket(number).assignee, "");
}

TEST(Strangers, WhoseDomainIsProvenAreNamedAsNoParticipants) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    const Decision decision = desk.receive(Mail("lee@contoso.example", "Re: Lamp", "It is mine.").aligned().answers(number));
    const Notification* told = mail_of(decision, MailKind::technician_comment);
    ASSERT_TRUE(told);
    EXPECT_TRUE(any_has(told->lines, "takes no part in this ticket"));
    const Decision forged = desk.receive(Mail("lee@contoso.example", "Re: Lamp", "So am I.").answers(number));
    EXPECT_FALSE(any_has(mail_of(forged, MailKind::technician_comment)->lines, "takes no part")) << "nothing is proven";
}

TEST(Resolved, APublicQuestionMovesTheClosing) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    desk.receive(from_ana(number, "[resolve]", "It burns."));
    const auto closing = desk.ticket(number).close_at;
    ASSERT_TRUE(closing);
    desk.now += days{3};
    desk.receive(from_ana(number, "[note]", "He broke it."));
    EXPECT_EQ(desk.ticket(number).close_at, closing);
    desk.receive(from_ana(number, "", "Could you send us its number?"));
    EXPECT_EQ(desk.ticket(number).close_at, *closing + days{3});
}

TEST(Resolved, AThanksMayNameATechnician) {
    for (const char* words : {"Thanks Ana!", "Thank you, Ms Ruiz.", "Danke Ben"}) {
        Desk desk;
        const TicketId number = desk.opened("Lamp");
        desk.receive(from_ana(number, "[resolve]", "It burns."));
        desk.receive(from_boss(number, words));
        EXPECT_EQ(desk.ticket(number).status, Status::resolved) << words;
        desk.receive(from_boss(number, "Thanks Zoe, it is dark again"));
        EXPECT_EQ(desk.ticket(number).status, Status::open);
    }
}

TEST(OwnRequests, KeepWhatTheirTechnicianCallsANoteInside) {
    for (const char* subject : {"Re: [#1] [note] VPN", "Re: [#1] [Notiz] VPN", "Re: [#1] VPN [noet]", "Re: [#1] VPN"}) {
        Desk desk;
        const TicketId number =
            desk.receive(Mail("ana@desk.example", "VPN", "It is down.").auth("ana").cc("lee@contoso.example")).landed;
        const std::string text =
            std::string(subject).ends_with("VPN") && std::string(subject).size() < 14 ? "#intern He broke it." : "He broke it.";
        desk.receive(Mail("ana@desk.example", subject, text).auth("ana").token(number, "ana@desk.example"));
        EXPECT_EQ(desk.entries(number, EntryKind::note).size(), 1U) << subject;
    }
}

TEST(Times, WithTextSayThatItWentOutAndDescribedOnesStayInside) {
    Desk desk;
    const TicketId number = desk.opened("Lamp");
    const Decision sent = desk.receive(from_ana(number, "[30m]", "It burns."));
    EXPECT_THAT(worded(mail_of(sent, MailKind::receipt)->lines).front(), HasSubstr("was sent to the client"));
    const Decision kept = desk.receive(from_ana(number, "[time=30m;for=\"looking\"]", "He broke it."));
    EXPECT_EQ(desk.entries(number, EntryKind::note).back().text, "He broke it.");
    for (const Notification& mail : kept.mails)
        EXPECT_TRUE(mail.to_technician);
}

}  // namespace
