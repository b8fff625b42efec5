// Tests mails of technicians: answers, notes, commands, and proof that is too weak.

#include "tests/workflow/desk.hpp"
#include "workflow/reports/queries.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using enum config::Status;

TEST(TechnicianAnswer, GoesToTheClientAndIsTheFirstResponse) {
    Desk desk;
    const TicketId number =
        desk.receive(Mail("boss@contoso.example", "Monitor flickers", "x").aligned().cc("amy@contoso.example")).landed;
    desk.now += hours{1};
    const auto& decision = desk.receive(from_ana(number, "", "Which one?"));
    EXPECT_THAT(mails(decision),
                UnorderedElementsAre("client-comment to boss@contoso.example", "client-comment to amy@contoso.example",
                                     "technician-comment to ben@desk.example", "technician-comment to cleo@desk.example"));
    const Ticket& ticket = desk.ticket(number);
    EXPECT_EQ(ticket.status, in_progress);
    EXPECT_EQ(ticket.clocks.responded_at, desk.now);
    EXPECT_THAT(ticket.clocks.response_to, UnorderedElementsAre("boss@contoso.example", "amy@contoso.example"));
    const auto comments = desk.entries(number, EntryKind::comment);
    EXPECT_EQ(comments.back().author, "ana");
    EXPECT_EQ(comments.back().trust, Trust::confirmed);
    const Notification* mail = mail_of(decision, MailKind::client_comment);
    EXPECT_EQ(decision.entries[*mail->entry].text, "Which one?");
}

TEST(TechnicianAnswer, WithAStatusOfItsOwnKeepsThat) {
    Desk desk;
    const TicketId number = desk.opened_and("[wait]");
    EXPECT_EQ(desk.ticket(number).status, waiting_customer);
    EXPECT_TRUE(desk.ticket(number).clocks.responded_at);
}

TEST(TechnicianAnswer, MayBeAPictureOrAFileWithoutAWord) {
    for (const char* type : {"image/jpeg", "application/pdf"}) {
        for (const bool is_inline : {true, false}) {
            Desk desk;
            const TicketId number = desk.opened();
            Mail mail = from_ana(number, "", "");
            mail.message().attachments.push_back(
                {.name = "way.bin", .type = type, .is_inline = is_inline, .content_id = {}, .sha256 = {}, .content = {}});
            const auto& decision = desk.receive(mail);
            EXPECT_THAT(mails(decision), Contains("client-comment to boss@contoso.example")) << type << is_inline;
            EXPECT_THAT(mails(decision), Contains("technician-comment to ben@desk.example")) << type << is_inline;
            const auto comments = desk.entries(number, EntryKind::comment);
            ASSERT_EQ(comments.size(), 2U);
            EXPECT_EQ(comments.back().attachments.size(), 1U);
            EXPECT_TRUE(desk.ticket(number).clocks.responded_at);
        }
    }
}

TEST(TechnicianNote, BelowAGatewaysWarningIsANote) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision =
        desk.receive(from_ana(number, "", "CAUTION: This email originated from outside of the company.\n\n#note\nHe is rude."));
    for (const Notification& order : decision.mails)
        EXPECT_TRUE(order.to_technician);
    EXPECT_EQ(desk.entries(number, EntryKind::note).back().text, "He is rude.");
}

TEST(TechnicianNote, ReachesNoClientOnAnyPath) {
    Desk desk;
    const TicketId number = desk.opened();
    const std::pair<const char*, Mail> rows[] = {
        {"a tag", from_ana(number, "[note]", "He is rude.")},
        {"another word for it", from_ana(number, "[internal]", "He is rude.")},
        {"a line of the body", from_ana(number, "", "#note\nHe is rude.")},
        {"the address for notes", from_ana(number, "", "He is rude.").token(number, "ana@desk.example", mail::Purpose::note)},
        {"internal wins over public", from_ana(number, "[public] [note]", "He is rude.")},
        {"with a status", from_ana(number, "[note] [wip]", "He is rude.")},
    };
    for (const auto& [what, mail] : rows) {
        const auto& decision = desk.receive(mail);
        for (const Notification& order : decision.mails)
            EXPECT_TRUE(order.to_technician) << what;
        EXPECT_EQ(desk.entries(number, EntryKind::note).back().text, "He is rude.") << what;
        EXPECT_THAT(mails(decision), Contains("note to ben@desk.example")) << what;
        EXPECT_FALSE(desk.ticket(number).clocks.responded_at) << what;
    }
    EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 1U);
}

TEST(TechnicianNote, PublicAtTheAddressForNotesIsRefused) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision =
        desk.receive(from_ana(number, "[public] [p1]", "Hello").token(number, "ana@desk.example", mail::Purpose::note));
    EXPECT_THAT(mails(decision), ElementsAre("refusal to ana@desk.example"));
    EXPECT_EQ(desk.ticket(number).priority, Priority::medium);
    EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 1U);
}

TEST(TechnicianCommands, EachTagDoesItsWork) {
    const struct {
        const char* tags;
        std::function<void(const Ticket&)> check;
    } rows[] = {
        {"[resolve]", [](const Ticket& t) { EXPECT_EQ(t.status, resolved); }},
        {"[close]", [](const Ticket& t) { EXPECT_EQ(t.status, closed); }},
        {"[wip]", [](const Ticket& t) { EXPECT_EQ(t.status, in_progress); }},
        {"[wait]", [](const Ticket& t) { EXPECT_EQ(t.status, waiting_customer); }},
        {"[wait3]", [](const Ticket& t) { EXPECT_EQ(t.status, waiting_third_party); }},
        {"[status=Waiting-Customer]", [](const Ticket& t) { EXPECT_EQ(t.status, waiting_customer); }},
        {"[low]", [](const Ticket& t) { EXPECT_EQ(t.priority, Priority::low); }},
        {"[high]", [](const Ticket& t) { EXPECT_EQ(t.priority, Priority::high); }},
        {"[p1]", [](const Ticket& t) { EXPECT_EQ(t.priority, Priority::critical); }},
        {"[p4]", [](const Ticket& t) { EXPECT_EQ(t.priority, Priority::low); }},
        {"[prio=p2]", [](const Ticket& t) { EXPECT_EQ(t.priority, Priority::high); }},
        {"[priority:critical]", [](const Ticket& t) { EXPECT_EQ(t.priority, Priority::critical); }},
        {"[take]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "ana"); }},
        {"[mine]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "ana"); }},
        {"[assign=ben]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "ben"); }},
        {"[owner=Cleo@desk.example]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "cleo"); }},
        {"[assign=ana@home.example]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "ana"); }},
        {"[assign=cl]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "cleo"); }},
        {"[assign=\"Ben Ok\"]", [](const Ticket& t) { EXPECT_EQ(t.assignee, "ben"); }},
        {"[assign=network]", [](const Ticket& t) { EXPECT_EQ(t.team + "/" + t.assignee, "network/ana"); }},
        {"[assign=team:network]", [](const Ticket& t) { EXPECT_EQ(t.team + "/" + t.assignee, "network/ana"); }},
        {"[category=hardware]", [](const Ticket& t) { EXPECT_EQ(t.category, "Hardware"); }},
        {"[client=fabrikam]", [](const Ticket& t) { EXPECT_EQ(t.client + "/" + t.contract, "Fabrikam/"); }},
        {"[title=\"Dead monitor\"]", [](const Ticket& t) { EXPECT_EQ(t.title, "Dead monitor"); }},
        {"[cc+=amy@contoso.example, ben@desk.example]", [](const Ticket& t) { EXPECT_EQ(t.watchers.size(), 2U); }},
        {"[snooze=3d]", [](const Ticket& t) { EXPECT_EQ(t.snoozed_until, monday_morning + days{3}); }},
        {"[snooze=2026-03-09]", [](const Ticket& t) { EXPECT_EQ(t.snoozed_until, monday_morning + days{7} - hours{9}); }},
        {"[take; p2] [wip]",
         [](const Ticket& t) { EXPECT_TRUE(t.assignee == "ana" && t.priority == Priority::high && t.status == in_progress); }},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened();
        const auto& decision = desk.receive(from_ana(number, row.tags));
        SCOPED_TRACE(row.tags);
        row.check(desk.ticket(number));
        EXPECT_TRUE(mail_of(decision, MailKind::receipt));
        EXPECT_FALSE(desk.events(number).empty());
        EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 1U) << "a mail of tags only adds no comment";
        EXPECT_FALSE(mail_of(decision, MailKind::client_comment));
        EXPECT_EQ(desk.ticket(number).clocks.responded_at.has_value(), mail_of(decision, MailKind::resolved_question) != nullptr);
    }
}

TEST(TechnicianCommands, AllOrNothing) {
    const struct {
        const char *tags, *reason;
    } rows[] = {
        {"[p1; status=done]", "\"done\" is no status"},
        {"[p1] [assign=bem]", "Did you mean \"ben\"?"},
        {"[p1] [assign=\"\"]", "needs a value"},
        {"[p1] [category=Netwrok]", "Did you mean \"Network\"?"},
        {"[p1] [client=Contso]", "Did you mean \"Contoso\"?"},
        {"[take; prio=urgent]", "is no priority"},
        {"[p1] [low]", "asked for twice"},
        {"[resolve] [close]", "asked for twice"},
        {"[p1] [snooze=yesterday]", "no span or day"},
        {"[p1] [snooze=2020-01-01]", "no span or day"},
        {"[p1] [template=nothing]", "no ticket template"},
        {"[p1] [cc+=nonsense]", "no mail address"},
        {"[p1] [cc+=support@desk.example]", "address of the desk"},
        {"[p1] [time=soon]", "is no time"},
        {"[p1] [merge=7]", "there is no ticket 7"},
        {"[p1] [split]", "[split] goes alone"},
        {"[split] [title=\"Mouse\"]", "[split] goes alone"},
        {"[split=1] [30m]", "[split] goes alone"},
        {"[split]", "does not say what to move"},
        {"[Internal Note]", "Did you mean [note]?"},
        {"[note to Ben]", "Did you mean [note]?"},
        {"[note not closed", "in square brackets, as [note]"},
        {"\u3010note\u3011", "in square brackets, as [note]"},
        {"[p1] [reslove]", "Did you mean \"resolve\"?"},
        {"[p1;p1;p1;p1;p1;p1;p1;p1;p1;p1;p1]", "too many for one mail"},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened();
        const Ticket before = desk.ticket(number);
        const auto& decision = desk.receive(from_ana(number, row.tags, "The text must not be lost."));
        SCOPED_TRACE(row.tags);
        ASSERT_THAT(mails(decision), ElementsAre("refusal to ana@desk.example"));
        EXPECT_TRUE(any_has(decision.mails[0].lines, row.reason)) << worded(decision.mails[0].lines[0]);
        EXPECT_EQ(desk.ticket(number).priority, before.priority);
        EXPECT_EQ(desk.ticket(number).status, before.status);
        EXPECT_EQ(desk.ticket(number).assignee, before.assignee);
        EXPECT_EQ(desk.ticket(number).watchers, before.watchers);
        EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 1U);
        EXPECT_EQ(decision.entries.back().quoted, "The text must not be lost.");
        EXPECT_EQ(decision.landed, number);
    }
}

TEST(TechnicianCommands, AnAmbiguousBeginningNamesWhoIsMeant) {
    auto config = small_desk();
    config.technicians[1].name = "anders";
    config.teams[0].members[1] = "anders";
    Desk desk(config);
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(from_ana(number, "[assign=an]"));
    EXPECT_TRUE(any_has(decision.mails[0].lines, "\"an\" may be ana and anders"));
}

TEST(TechnicianCommands, AnOutsideCopyNeedsAConfirmedSender) {
    Desk desk;
    const TicketId number = desk.opened();
    Mail weaker = Mail("ana@desk.example", "Re: [#1] [cc+=eve@evil.example] x", "").aligned().token(number, "ana@desk.example");
    EXPECT_THAT(mails(desk.receive(weaker)), ElementsAre("confirmation to ana@desk.example"));
    EXPECT_THAT(desk.ticket(number).watchers, IsEmpty());
    desk.receive(from_ana(number, "[cc+=eve@evil.example]"));
    EXPECT_EQ(desk.ticket(number).watchers.at(0).address, "eve@evil.example");
    desk.receive(from_ana(number, "[cc-=Eve@evil.example]"));
    EXPECT_THAT(desk.ticket(number).watchers, IsEmpty());
}

TEST(TechnicianCommands, InheritedTagsDoNotRunAgainButKeepANoteInternal) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.receive(from_ana(number, "[p1] [note]", "First").id("parent@desk.example"));
    desk.order(number, "low");
    Mail reply("ana@desk.example", "Re: [#1] [p1] [note] [wip] Monitor flickers", "Second");
    desk.receive(reply.auth("ana").references("parent@desk.example").token(number, "ana@desk.example"));
    EXPECT_EQ(desk.ticket(number).priority, Priority::low);
    EXPECT_EQ(desk.ticket(number).status, in_progress);
    EXPECT_EQ(desk.entries(number, EntryKind::note).size(), 2U);
}

TEST(TechnicianCommands, ResolvedAsksTheRequesterOnce) {
    Desk desk;
    const TicketId number =
        desk.receive(Mail("boss@contoso.example", "Monitor flickers", "x").aligned().cc("amy@contoso.example")).landed;
    const auto& tags_only = desk.receive(from_ana(number, "[resolve]"));
    EXPECT_THAT(mails(tags_only),
                UnorderedElementsAre("resolved-question to boss@contoso.example", "receipt to ana@desk.example"));
    desk.order(number, "reopen");
    const auto& with_text = desk.receive(from_ana(number, "[resolve]", "Changed the cable."));
    EXPECT_THAT(mails(with_text), Contains("resolved-question to boss@contoso.example"));
    EXPECT_THAT(mails(with_text), Contains("client-comment to amy@contoso.example"));
    EXPECT_THAT(mails(with_text), Not(Contains("client-comment to boss@contoso.example")));
    EXPECT_EQ(with_text.entries[*mail_of(with_text, MailKind::resolved_question)->entry].text, "Changed the cable.");
    EXPECT_THAT(mails(desk.receive(from_ana(number, "[resolve]"))), ElementsAre("receipt to ana@desk.example"));
}

TEST(TechnicianCommands, ASignatureBelowTagsIsNoComment) {
    Desk desk;
    const TicketId number = desk.opened();
    for (const char* body : {"-- \nAna Ruiz\nNorthwind", "--\nAna", "--"}) {
        const auto& decision = desk.receive(from_ana(number, "[time=5m]", body));
        EXPECT_THAT(mails(decision), ElementsAre("receipt to ana@desk.example")) << body;
        ASSERT_EQ(decision.time.size(), 1U);
        EXPECT_EQ(decision.time.front().text, "") << body;
    }
    EXPECT_THAT(mails(desk.receive(from_ana(number, "", "-- \nAna"))), Contains("client-comment to boss@contoso.example"));
}

TEST(TechnicianCommands, TheAssigneeIsToldAndCriticalPagesAll) {
    Desk desk;
    const TicketId number = desk.opened();
    EXPECT_THAT(mails(desk.receive(from_ana(number, "[assign=ben]"))),
                UnorderedElementsAre("notice to ben@desk.example", "receipt to ana@desk.example"));
    EXPECT_THAT(mails(desk.receive(from_ana(number, "[critical]"))),
                UnorderedElementsAre("notice to ben@desk.example", "notice to cleo@desk.example", "receipt to ana@desk.example"));
    EXPECT_THAT(mails(desk.receive(from_ana(number, "[unassign]"))),
                ElementsAre("notice to ben@desk.example", "receipt to ana@desk.example"));
    EXPECT_EQ(desk.ticket(number).assignee, "");
}

TEST(TechnicianCommands, HelpListsWhatWorksAndChangesNothing) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(from_ana(number, "[help]"));
    ASSERT_EQ(decision.queries.size(), 1U);
    const auto answer = answer_query(desk.directory, decision.queries[0], {}, desk.now);
    ASSERT_TRUE(answer && answer->help);
    EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty());
    EXPECT_TRUE(any_has(desk.order(number, "help").reasons, "[resolve] ")) << "at the shell it is read there";
}

TEST(TechnicianCommands, RunOnlyInWhatAPersonWrote) {
    for (const auto kind : {mail::Kind::auto_generated, mail::Kind::auto_reply, mail::Kind::list, mail::Kind::bounce}) {
        Desk desk;
        const TicketId number = desk.opened();
        const auto& decision = desk.receive(from_ana(number, "[resolve]", "I am away.").kind(kind));
        EXPECT_EQ(desk.ticket(number).status, open) << mail::to_string(kind);
        for (const Notification& order : decision.mails)
            EXPECT_TRUE(order.to_technician) << mail::to_string(kind);
    }
}

TEST(TechnicianCommands, AnActionMailRunsItsTagAndPublishesNothing) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.receive(Mail("ana@desk.example", "[#1] [take]", "Sent from my phone")
                     .aligned()
                     .token(number, "ana@desk.example", mail::Purpose::action));
    EXPECT_EQ(desk.ticket(number).assignee, "ana");
    EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 1U);
}

TEST(TechnicianCommands, WhatIsTypedIntoAnActionMailIsKeptAsANoteThatALinkSends) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto tap = [&](const char* tag, const char* text) {
        return desk.receive(Mail("ana@desk.example", std::string("Re: [#1] ") + tag, text)
                                .aligned()
                                .token(number, "ana@desk.example", mail::Purpose::action));
    };
    const Decision typed = tap("[resolve]", "Turn it off and on: the lamp was loose.");
    EXPECT_EQ(desk.ticket(number).status, resolved);
    EXPECT_EQ(desk.entries(number, EntryKind::note).back().text, "Turn it off and on: the lamp was loose.");
    EXPECT_THAT(mails(typed), Contains("resolved-question to boss@contoso.example"));
    for (const Notification& order : typed.mails)
        EXPECT_TRUE(order.to_technician || !order.entry) << "a tap sends no words";
    const Notification* receipt = mail_of(typed, MailKind::receipt);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->unsent, "Turn it off and on: the lamp was loose.");

    const std::size_t notes = desk.entries(number, EntryKind::note).size();
    for (const char* nothing : {"", "-- \nAna Ruiz\nNorthwind", "Ana Ruiz\nNorthwind Support\n+34 555 0100"}) {
        const Decision tapped = tap("[wip]", nothing);
        EXPECT_EQ(desk.entries(number, EntryKind::note).size(), notes) << nothing;
        const Notification* done = mail_of(tapped, MailKind::receipt);
        EXPECT_TRUE(!done || done->unsent.empty()) << nothing;
    }
}

TEST(TechnicianCommands, ASignatureBelowTagsIsNoAnswer) {
    constexpr const char* company = "Ana Ruiz\nSupport Engineer\n\nNorthwind Ltd | Example Street 9\nT +49 30 7654321";
    constexpr const char* disclaimer =
        "Northwind Ltd, Example Street 9\nThis mail is for its reader alone. Please delete it otherwise.";
    Desk desk;
    const TicketId number = desk.opened();
    desk.snapshot.texts[number].entries = {{"ana", "", std::string("We bring a new one.\n\n") + disclaimer},
                                           {"ana", "", std::string("It comes on Friday.\n\n") + disclaimer},
                                           {"boss@contoso.example", "", "Any news?\nCould you call me?"}};
    const std::size_t comments = desk.entries(number, EntryKind::comment).size();
    for (const char* text : {company, disclaimer, "-- \nAna", "-- \nAna Ruiz\nNorthwind"}) {
        const Decision decision = desk.receive(from_ana(number, "[wait]", text));
        EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), comments) << text;
        for (const Notification& order : decision.mails)
            EXPECT_TRUE(order.to_technician) << text;
    }
    std::size_t said = comments;
    for (const char* text : {"Ana Ruiz is ill.\nCleo comes.", "Any news?\nCould you call me?", "It comes on Friday.", "Ana"}) {
        desk.receive(from_ana(number, "[wait]", text));
        EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), ++said) << text;
    }
}

TEST(HeldCommands, AreAnnouncedToTheRegisteredAddress) {
    Desk desk;
    const TicketId number = desk.opened_and("[wait]");
    Mail forged("ana@home.example", "Re: [#1] [resolve] Monitor flickers", "All done, send money.");
    const auto& decision = desk.receive(forged);
    EXPECT_EQ(desk.ticket(number).status, waiting_customer);
    for (const Notification& order : decision.mails)
        EXPECT_TRUE(order.to_technician);
    const Notification* question = mail_of(decision, MailKind::confirmation);
    ASSERT_TRUE(question);
    EXPECT_EQ(question->recipient.address, "ana@desk.example");
    EXPECT_TRUE(any_has(question->lines, "[resolve] did not run."));
    EXPECT_TRUE(any_has(question->lines, "not sent to the client"));
    EXPECT_TRUE(desk.entries(number, EntryKind::comment).back().unverified);
}

TEST(HeldCommands, OfANewTicketAreAnnouncedTooAndWithoutCommandsNothingIs) {
    Desk desk;
    const auto& with = desk.receive(Mail("ana@desk.example", "Lamp [p1]", "x"));
    EXPECT_EQ(desk.ticket(with.landed).priority, Priority::medium);
    EXPECT_TRUE(mail_of(with, MailKind::refusal));
    const auto& without = desk.receive(Mail("ana@desk.example", "Lamp", "x"));
    EXPECT_FALSE(mail_of(without, MailKind::refusal));
}

TEST(TechnicianOpens, ATicketWithTagsThatRun) {
    Desk desk;
    const auto& decision = desk.receive(
        Mail("ana@desk.example", "Server room too hot [p2; assign=ben] [category=Hardware]", "40 degrees").auth("ana"));
    const Ticket& ticket = desk.ticket(decision.landed);
    EXPECT_EQ(ticket.title, "Server room too hot");
    EXPECT_EQ(ticket.priority, Priority::high);
    EXPECT_EQ(ticket.assignee, "ben");
    EXPECT_EQ(ticket.category, "Hardware");
    EXPECT_TRUE(mail_of(decision, MailKind::receipt));
}

TEST(TechnicianOpens, NothingWhenATagIsWrong) {
    Desk desk;
    const auto& decision =
        desk.receive(Mail("ana@desk.example", "Server room too hot [assign=nobody]", "40 degrees").auth("ana"));
    EXPECT_TRUE(decision.tickets.empty());
    EXPECT_FALSE(decision.landed.is_set());
    ASSERT_THAT(mails(decision), ElementsAre("refusal to ana@desk.example"));
    EXPECT_EQ(decision.mails[0].original_subject, "Server room too hot [assign=nobody]");
}

TEST(TechnicianOpens, ForTheClientWhoseMailIsForwarded) {
    Desk desk;
    Mail mail = Mail("ana@desk.example", "Fwd: No network", "See below").auth("ana");
    mail.message().forwarded = mail::Forwarded{{"Boss", "boss@contoso.example"}, "No network", "Help", {}, false, {}};
    const auto& decision = desk.receive(mail);
    EXPECT_EQ(desk.ticket(decision.landed).requester.address, "boss@contoso.example");
    EXPECT_EQ(desk.ticket(decision.landed).client, "Contoso");
    EXPECT_EQ(mail_of(decision, MailKind::acknowledgement)->recipient.address, "boss@contoso.example");
    EXPECT_THAT(worded(mail_of(decision, MailKind::receipt)->lines),
                Contains("opened for Boss <boss@contoso.example>, who wrote the mail"));
    Mail forged("ana@desk.example", "Fwd: No network", "See below");
    forged.message().forwarded = mail.message().forwarded;
    const auto& claimed = desk.receive(forged);
    EXPECT_EQ(desk.ticket(claimed.landed).requester.address, "ana@desk.example");
}

TEST(TechnicianCommands, ThatAStrangerPutIntoTheTitleRunForNobody) {
    for (const char* tag :
         {"resolve", "close", "note", "resolv", "status", "cc+=eve@evil.example", "merge=1", "away until 2030-01-01"}) {
        for (const std::string& title : {fmt::format("[{}] Printer on fire", tag), fmt::format("Printer on fire [{}]", tag)}) {
            Desk desk;
            const TicketId number = desk.receive(Mail("eve@evil.example", title, "Help.")).landed;
            desk.receive(Mail("ana@desk.example", fmt::format("Re: [#{}] {}", number.value, title), "I have a look.")
                             .auth("ana")
                             .answers(number));
            EXPECT_EQ(desk.ticket(number).status, in_progress) << title;
            EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 2U) << title;
            EXPECT_TRUE(mail_of(desk.log.back(), MailKind::client_comment)) << title;
        }
    }
    Desk desk;
    Mail forward("ana@desk.example", "Fwd: The server [critical]", "See below.");
    forward.auth("ana").message().forwarded =
        mail::Forwarded{{"", "boss@contoso.example"}, "The server [critical]", "It burns.", {}, false, {}};
    EXPECT_EQ(desk.ticket(desk.receive(forward).landed).priority, config::Priority::medium);
}

TEST(TechnicianCommands, OfAMessageIdRunOnce) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto timed = [&](const char* body) { return from_ana(number, "[time=30m]", body).id("once@desk.example"); };
    desk.receive(timed("Done."));
    EXPECT_TRUE(mail_of(desk.receive(timed("Done. ")), MailKind::refusal));
    EXPECT_EQ(desk.ticket(number).efforts.at(0).worked, 30);
}
