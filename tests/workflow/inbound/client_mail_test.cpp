// Tests mails of clients: a new ticket, an answer, a claim without proof.

#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using enum config::Status;

namespace {

Mail answer(TicketId ticket, const char* from = "boss@contoso.example", const char* text = "Any news?") {
    return Mail(from, "Re: [#" + std::to_string(ticket.value) + "] Monitor flickers", text).answers(ticket);
}

}  // namespace

TEST(NewTicket, TakesItsFactsFromTheMail) {
    Desk desk;
    Mail mail = Mail("boss@contoso.example", "Re: Fwd: VPN  is down [now]", "Since 8 o'clock.\nBoss")
                    .aligned()
                    .to("Help+Network@desk.example")
                    .id("m1@c.example");
    mail.message().from.front().name = "The Boss";
    mail.envelope().received_at = desk.now - minutes{5};
    const auto& decision = desk.receive(mail);
    const Ticket& ticket = desk.ticket(decision.landed);
    EXPECT_EQ(ticket.title, "VPN is down [now]");
    EXPECT_EQ(ticket.description, "Since 8 o'clock.\nBoss");
    EXPECT_EQ(ticket.client, "Contoso");
    EXPECT_EQ(ticket.contract, "gold");
    EXPECT_EQ(ticket.category, "Network");
    EXPECT_EQ(ticket.team, "network");
    EXPECT_EQ(ticket.priority, Priority::medium);
    EXPECT_EQ(ticket.requester, (mail::Address{"The Boss", "boss@contoso.example"}));
    EXPECT_EQ(ticket.desk_address, "help@desk.example");
    EXPECT_EQ(ticket.root_id, "m1@c.example");
    EXPECT_EQ(ticket.created_at, desk.now - minutes{5});
    EXPECT_EQ(ticket.clocks.response_due_at, desk.now - minutes{5} + hours{8});
    const auto comments = desk.entries(ticket.number, EntryKind::comment);
    ASSERT_EQ(comments.size(), 1U);
    EXPECT_EQ(comments[0].author, "boss@contoso.example");
    EXPECT_EQ(comments[0].trust, Trust::participant);
    EXPECT_EQ(comments[0].message_id, "m1@c.example");
    EXPECT_TRUE(any_has(desk.events(ticket.number), "category Network: written to its address"));
    EXPECT_TRUE(decision.opened);
}

TEST(NewTicket, FindsItsCategoryByWholeWordsInSubjectThenText) {
    const struct {
        const char *subject, *text, *category;
    } rows[] = {
        {"My VPN", "x", "Network"},
        {"Printer", "and the vpn", "Hardware"},
        {"Help", "the (wifi)!", "Network"},
        {"Help", "vpns and wifis", ""},
        {"Help", "docking\nstation", "Hardware"},
        {"Help", "docking stations", ""},
        {"printer over vpn", "x", "Network"},
        {"", "", ""},
    };
    for (const auto& row : rows) {
        Desk desk;
        EXPECT_EQ(desk.ticket(desk.opened(row.subject, row.text)).category, row.category) << row.subject << " / " << row.text;
    }
}

TEST(NewTicket, IsTitledEvenWithoutASubject) {
    Desk desk;
    EXPECT_EQ(desk.ticket(desk.opened("", "\nThe lamp is off.\nBye")).title, "The lamp is off.");
    EXPECT_EQ(desk.ticket(desk.opened("Re: ", "")).title, "(no subject)");
}

TEST(NewTicket, AClientsTagsAreTitleTextAndNothingElse) {
    Desk desk;
    const TicketId number = desk.opened("Lamp [critical] [assign=ana]", "#p1\nhelp");
    EXPECT_EQ(desk.ticket(number).title, "Lamp [critical] [assign=ana]");
    EXPECT_EQ(desk.ticket(number).priority, Priority::medium);
    EXPECT_EQ(desk.ticket(number).assignee, "");
    EXPECT_EQ(desk.entries(number, EntryKind::comment)[0].text, "#p1\nhelp");
}

TEST(NewTicket, AcknowledgesTheClientAndTellsAllTechnicians) {
    Desk desk;
    const auto& decision = desk.receive(Mail("boss@contoso.example", "Lamp", "x").aligned());
    EXPECT_THAT(mails(decision), UnorderedElementsAre("acknowledgement to boss@contoso.example", "notice to ana@desk.example",
                                                      "notice to ben@desk.example", "notice to cleo@desk.example"));
    EXPECT_TRUE(decision.acknowledged);
    EXPECT_THAT(mails(desk.receive(Mail("boss@contoso.example", "VPN", "x").aligned())),
                UnorderedElementsAre("acknowledgement to boss@contoso.example", "notice to ana@desk.example",
                                     "notice to ben@desk.example"));
}

TEST(NewTicket, CopiesInsideTheClientsDomainsWatchOnlyWhenTheSenderIsShown) {
    auto config = small_desk();
    config.clients[0].domains.push_back("gmail.com");
    const auto watchers = [&](bool aligned) {
        Desk desk(config);
        Mail mail = Mail("boss@contoso.example", "Lamp", "x")
                        .cc("Amy@Contoso.example")
                        .cc("eve@evil.example")
                        .cc("some@gmail.com")
                        .cc("support@desk.example");
        if (aligned) mail.aligned();
        std::vector<std::string> found;
        for (const Watcher& watcher : desk.ticket(desk.receive(mail).landed).watchers)
            found.push_back(watcher.address);
        return found;
    };
    EXPECT_THAT(watchers(true), ElementsAre("Amy@contoso.example"));
    EXPECT_THAT(watchers(false), IsEmpty());
}

TEST(Acknowledgement, IsNotForProgramsListsOrOurselves) {
    const auto plain = [] { return Mail("boss@contoso.example", "Lamp", "x").aligned(); };
    Mail bulk = plain(), null_path = plain(), import = plain(),
         no_reply = Mail("no-reply@contoso.example", "Lamp", "x").aligned();
    bulk.message().precedence_bulk = true;
    null_path.envelope().from = "";
    import.envelope().route = mail::Route::import;
    const std::pair<const char*, Mail> rows[] = {
        {"a list", plain().kind(mail::Kind::list)},
        {"a program", plain().kind(mail::Kind::auto_generated)},
        {"bulk", bulk},
        {"the null return path", null_path},
        {"an import", import},
        {"no-reply", no_reply},
        {"a list's request address", Mail("staff-request@contoso.example", "Lamp", "x").aligned()},
        {"the desk itself", Mail("help@desk.example", "Lamp", "x").aligned()},
        {"the desk itself, with an extension", Mail("support+x@desk.example", "Lamp", "x").aligned()},
    };
    for (const auto& [what, mail] : rows) {
        Desk desk;
        const auto& decision = desk.receive(mail);
        EXPECT_TRUE(decision.landed.is_set()) << what;
        EXPECT_FALSE(decision.acknowledged) << what;
        EXPECT_FALSE(mail_of(decision, MailKind::acknowledgement)) << what;
        EXPECT_TRUE(any_has(decision.reasons, "no acknowledgement")) << what;
    }
    Desk desk;
    EXPECT_THAT(desk.receive(import).mails, IsEmpty());
}

TEST(Acknowledgement, AnUnknownReturnPathIsNotTheNullOne) {
    Desk desk;
    Mail mail("boss@contoso.example", "Lamp", "x");
    mail.envelope().route = mail::Route::imap;
    mail.envelope().from = "";
    EXPECT_TRUE(desk.receive(mail).acknowledged);
}

TEST(Acknowledgement, StopsAtTheCaps) {
    const auto count = [](const SenderHistory& history, int of_desk, int unaligned, bool aligned) {
        Desk desk;
        desk.snapshot.senders["boss@contoso.example"] = history;
        desk.snapshot.acks_last_hour = of_desk;
        desk.snapshot.unaligned_last_hour = unaligned;
        int sent = 0;
        for (int i = 0; i < 30; ++i) {
            Mail mail("boss@contoso.example", "Lamp " + std::to_string(i), "x");
            if (aligned) mail.aligned();
            sent += desk.receive(mail).acknowledged ? 1 : 0;
        }
        return sent;
    };
    EXPECT_EQ(count({}, 0, 0, true), 3);
    EXPECT_EQ(count({2, 2}, 0, 0, true), 1);
    EXPECT_EQ(count({0, 9}, 0, 0, true), 1);
    EXPECT_EQ(count({}, 198, 0, true), 2);
    EXPECT_EQ(count({}, 200, 0, true), 0);
    EXPECT_EQ(count({}, 0, 19, false), 1);
    EXPECT_EQ(count({}, 0, 19, true), 3);
}

TEST(Answer, OfAParticipantMovesTheStatus) {
    const struct {
        const char* tags;
        const char* text;
        config::Status then;
    } rows[] = {
        {"", "Any news?", in_progress},
        {"[wait]", "It is back.", open},
        {"[wait3]", "It is back.", waiting_third_party},
        {"[resolve]", "It is back.", open},
        {"[resolve]", "Thanks a lot!", resolved},
        {"[close]", "It is back.", open},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened_and(row.tags);
        const auto& decision = desk.receive(answer(number, "boss@contoso.example", row.text).aligned());
        EXPECT_EQ(desk.ticket(number).status, row.then) << row.tags << row.text;
        EXPECT_EQ(decision.landed, number);
        EXPECT_FALSE(decision.opened);
        EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 3U);
    }
}

TEST(Answer, ThatIsOnlyClaimedIsSeenByTechniciansAndReopensNothing) {
    const struct {
        const char* tags;
        config::Status then;
    } rows[] = {
        {"", in_progress}, {"[wait]", open}, {"[wait3]", waiting_third_party}, {"[resolve]", resolved}, {"[close]", closed}};
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened_and(row.tags);
        const auto& decision = desk.receive(answer(number).cc("zoe@contoso.example"));
        EXPECT_EQ(desk.ticket(number).status, row.then) << row.tags;
        EXPECT_THAT(desk.ticket(number).watchers, IsEmpty());
        const auto comments = desk.entries(number, EntryKind::comment);
        EXPECT_TRUE(comments.back().unverified);
        EXPECT_EQ(comments.back().trust, Trust::claimed);
        for (const Notification& order : decision.mails)
            EXPECT_TRUE(order.to_technician) << order.recipient.address;
        EXPECT_FALSE(decision.mails.empty());
    }
}

TEST(Answer, ThatIsOnlyClaimedStopsTheClosingOfAResolvedTicket) {
    Desk desk;
    const TicketId number = desk.opened_and("[resolve]");
    desk.receive(answer(number));
    desk.pass(days{30});
    EXPECT_EQ(desk.ticket(number).status, resolved);
}

TEST(Answer, GoesToTheOtherParticipantsAndTheAssignee) {
    Desk desk;
    const TicketId number =
        desk.receive(Mail("boss@contoso.example", "Monitor flickers", "x").aligned().cc("amy@contoso.example")).landed;
    desk.receive(from_ana(number, "[take]"));
    EXPECT_THAT(mails(desk.receive(answer(number, "amy@contoso.example").aligned())),
                UnorderedElementsAre("client-comment to boss@contoso.example", "technician-comment to ana@desk.example"));
    EXPECT_THAT(mails(desk.receive(answer(number).aligned())),
                UnorderedElementsAre("client-comment to amy@contoso.example", "technician-comment to ana@desk.example"));
}

TEST(Answer, ANewWatcherSeesLaterMessagesOnly) {
    Desk desk;
    const TicketId number = desk.opened();
    EXPECT_THAT(mails(desk.receive(answer(number).aligned().cc("amy@contoso.example"))),
                Not(Contains("client-comment to amy@contoso.example")));
    EXPECT_THAT(mails(desk.receive(answer(number).aligned())), Contains("client-comment to amy@contoso.example"));
}

TEST(Answer, OfAStrangerWithATokenIsForTechniciansOnly) {
    Desk desk;
    const TicketId number = desk.opened_and("[resolve]");
    const auto& decision = desk.receive(answer(number, "eve@evil.example").aligned().token(number, "boss@contoso.example"));
    EXPECT_EQ(decision.landed, number);
    EXPECT_EQ(desk.ticket(number).status, resolved);
    EXPECT_TRUE(desk.entries(number, EntryKind::comment).back().unverified);
    for (const Notification& order : decision.mails)
        EXPECT_TRUE(order.to_technician);
    EXPECT_EQ(desk.ticket(number).last_client_id, "mail-0@out.example");
}

TEST(Answer, OfAStrangerWhoOnlyKnowsTheNumberOpensALinkedTicket) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision = desk.receive(Mail("eve@evil.example", "Re: [#1] Monitor flickers", "Show me").aligned());
    ASSERT_NE(decision.landed, number);
    EXPECT_THAT(desk.ticket(decision.landed).links, ElementsAre(Link{Link::Kind::relates, number}));
    EXPECT_EQ(desk.ticket(decision.landed).title, "Monitor flickers");
    EXPECT_TRUE(any_has(desk.events(number), "#2 was opened"));
}

TEST(Answer, WithinReopenDaysReopensAndLaterDoesNot) {
    Desk desk;
    const TicketId number = desk.opened_and("[close]");
    desk.pass(days{14} - minutes{1});
    const auto& early = desk.receive(answer(number).aligned());
    EXPECT_EQ(desk.ticket(number).status, open);
    EXPECT_TRUE(any_has(mail_of(early, MailKind::technician_comment)->lines, "opens it again"));
    EXPECT_TRUE(mail_of(desk.receive(answer(number).aligned()), MailKind::technician_comment)->lines.empty());
    desk.order(number, "close");
    desk.pass(days{14});
    const auto& late = desk.receive(answer(number).aligned());
    EXPECT_NE(late.landed, number);
    EXPECT_TRUE(late.acknowledged);
    EXPECT_EQ(desk.ticket(number).status, closed);
}

TEST(Answer, WhichThanksReopenNothing) {
    const struct {
        const char* text;
        bool thanks;
    } rows[] = {
        {"Thanks!", true},
        {"Thank you very much, it works now.\n\nBoss", true},
        {"Vielen Dank, alles geht wieder", false},
        {"Danke!\nLG Boss", true},
        {"Merci beaucoup", true},
        {"👍 thanks", true},
        {"Thanks, but it is broken again", false},
        {"Thanks?", false},
        {"It works", false},
        {"", false},
        {"Thank you. The printer, however, is still off.", false},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened_and("[resolve]");
        Mail mail = answer(number, "boss@contoso.example", row.text).aligned();
        mail.message().from.front().name = "The Boss";
        desk.receive(mail);
        EXPECT_EQ(desk.ticket(number).status, row.thanks ? resolved : open) << row.text;
    }
}

TEST(ActionAddress, ClosesOrReopensForTheClientAndPublishesNothing) {
    for (const auto& [tag, then] : {std::pair{"[close]", closed}, std::pair{"[reopen]", open}, std::pair{"[solved]", closed},
                                    std::pair{"[not solved]", open}}) {
        Desk desk;
        const TicketId number = desk.opened_and("[resolve]");
        const auto tap = Mail("boss@contoso.example", "[#1] " + std::string(tag), "Sent from my phone")
                             .token(number, "boss@contoso.example", mail::Purpose::action);
        const auto& decision = desk.receive(tap);
        EXPECT_EQ(desk.ticket(number).status, then);
        EXPECT_EQ(desk.entries(number, EntryKind::comment).size(), 2U);
        for (const Notification& order : decision.mails) {
            EXPECT_TRUE(order.to_technician);
            EXPECT_EQ(order.kind, MailKind::notice) << "an answer to it goes to the client";
        }
    }
}

TEST(ActionAddress, DoesNothingForAnotherHolder) {
    Desk desk;
    const TicketId number = desk.opened_and("[resolve]");
    desk.receive(
        Mail("eve@evil.example", "[#1] [close]", "x").aligned().token(number, "boss@contoso.example", mail::Purpose::action));
    EXPECT_EQ(desk.ticket(number).status, resolved);
}

TEST(ActionAddress, WithoutItAClientsTagClosesNothing) {
    Desk desk;
    const TicketId number = desk.opened_and("");
    desk.receive(Mail("boss@contoso.example", "Re: [#1] [close] x", "#close").aligned().token(number, "boss@contoso.example"));
    EXPECT_EQ(desk.ticket(number).status, in_progress);
}

TEST(ClientMail, IsAnsweredToTheAddressAsItWasWritten) {
    Desk desk;
    const auto& opened = desk.receive(
        Mail("Boss.Of@CONTOSO.example", "Monitor flickers", "It began today.").aligned().cc("Amy.Lee@Contoso.example"));
    EXPECT_EQ(desk.ticket(opened.landed).requester.address, "Boss.Of@contoso.example");
    EXPECT_TRUE(any_has(mails(opened), "acknowledgement to Boss.Of@contoso.example"));
    const TicketId number = opened.landed;
    EXPECT_THAT(mails_of({desk.receive(from_ana(number, "", "We look."))}, MailKind::client_comment),
                ElementsAre("Boss.Of@contoso.example", "Amy.Lee@contoso.example"));
    const auto& answer = desk.receive(Mail("boss.of@contoso.example", "Re: Monitor flickers", "Good.").aligned().answers(number));
    EXPECT_EQ(answer.landed, number) << "the same person, however it is written";
    EXPECT_EQ(desk.entries(number, EntryKind::comment).back().trust, Trust::participant);
    EXPECT_EQ(desk.ticket(number).watchers.size(), 1U);
}

TEST(Quarantine, KeepsSpamLoopsAndTheUnreadable) {
    Mail spam("boss@contoso.example", "Lamp", "x"), loop = spam, marked = spam, hops = spam, nothing("", "", "");
    spam.message().spam_flagged = true;
    loop.kind(mail::Kind::loop);
    marked.message().loop_mark = true;
    hops.message().hops = 51;
    nothing.message().from.clear();
    for (const Mail& mail : {spam, loop, marked, hops, nothing}) {
        Desk desk;
        const auto& decision = desk.receive(mail);
        EXPECT_EQ(decision.disposition, Disposition::quarantined);
        EXPECT_FALSE(decision.quarantine_reason.empty());
        EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty() && decision.mails.empty() && decision.aliases.empty());
    }
}

TEST(Texts, CarryNoSignedAddressOfTheDesk) {
    const std::string token(52, 'a');
    Desk desk;
    const TicketId number = desk.opened();
    desk.receive(
        from_ana(number, "", "Done.\n> mailto:support+" + token + "@desk.example?subject=x\nsupport+onboarding@desk.example"));
    const auto comments = desk.entries(number, EntryKind::comment);
    EXPECT_EQ(comments.back().text, "Done.\n> mailto:support@desk.example?subject=x\nsupport+onboarding@desk.example");
}

TEST(Answer, ThanksOpenNothingHoweverLate) {
    Desk desk;
    const TicketId number = desk.opened_and("[close]");
    desk.receive(Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "Thanks!").aligned().answers(number));
    EXPECT_EQ(desk.ticket(number).status, closed);
    desk.pass(days{40});
    const auto& late =
        desk.receive(Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "Thank you so much").aligned().answers(number));
    EXPECT_EQ(late.landed, number);
    EXPECT_EQ(desk.ticket(number).status, closed);
}

TEST(ActionAddress, OfAnOldMailOpensAtMostATicketWithTheOldTitle) {
    const auto tap = [](TicketId number, const char* tag) {
        return Mail("boss@contoso.example", tag, "").aligned().token(number, "boss@contoso.example", mail::Purpose::action);
    };
    Desk desk;
    const TicketId number = desk.opened_and("[resolve]");
    desk.pass(days{40});
    ASSERT_EQ(desk.ticket(number).status, closed);
    EXPECT_EQ(desk.receive(tap(number, "Re: [#1] [solved]")).landed, number);
    EXPECT_EQ(desk.ticket(number).status, closed);
    const auto& unsolved = desk.receive(tap(number, "Re: [#1] [not solved]"));
    ASSERT_NE(unsolved.landed, number);
    EXPECT_EQ(desk.ticket(unsolved.landed).title, "Monitor flickers");
}

TEST(ActionAddress, IsOfWhoseTicketItIs) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.receive(
        Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "More.").aligned().answers(number).cc("joe@contoso.example"));
    ASSERT_EQ(desk.ticket(number).watchers.size(), 1U);
    desk.receive(Mail("joe@contoso.example", "Re: [#1] [solved]", "")
                     .aligned()
                     .token(number, "boss@contoso.example", mail::Purpose::action));
    EXPECT_EQ(desk.ticket(number).status, open);
}

TEST(NewTicket, BeginsWithThePriorityOfItsContract) {
    struct Row {
        const char* what;
        Priority promised;
        bool urgent;
        Priority expected;
    };
    const std::vector<Row> rows{
        {"as promised", Priority::low, false, Priority::low},
        {"urgent above it", Priority::low, true, Priority::high},
        {"as promised", Priority::high, false, Priority::high},
        {"urgent as it is", Priority::high, true, Priority::high},
        {"more than urgent", Priority::critical, true, Priority::critical},
    };
    for (const Row& row : rows) {
        config::Config config = small_desk();
        config.contracts[0].priority = row.promised;
        Desk desk(config);
        Mail mail("boss@contoso.example", "Monitor flickers", "It began today.");
        mail.aligned().message().urgent = row.urgent;
        const TicketId number = desk.receive(mail).landed;
        EXPECT_EQ(desk.ticket(number).priority, row.expected) << row.what;
        EXPECT_TRUE(any_has(desk.events(number), "by ticketd: contract gold")) << row.what;
        const auto& stranger = desk.receive(Mail("amy@fabrikam.example", "Monitor flickers", "Here, too.").aligned());
        EXPECT_EQ(desk.ticket(stranger.landed).priority, Priority::medium) << row.what;
        EXPECT_EQ(desk.ticket(desk.open("By phone", "boss@contoso.example").landed).priority, row.promised) << row.what;
        EXPECT_EQ(desk.ticket(desk.open("By phone", "boss@contoso.example", "p2").landed).priority, Priority::high) << row.what;
    }
}

TEST(NewTicket, MarkedAsUrgentIsHighAndNoMore) {
    Desk desk;
    Mail mail("boss@contoso.example", "Monitor flickers", "Now!");
    mail.aligned().message().urgent = true;
    const TicketId number = desk.receive(mail).landed;
    EXPECT_EQ(desk.ticket(number).priority, Priority::high);
    EXPECT_TRUE(any_has(desk.events(number), "marked as urgent"));
    EXPECT_EQ(desk.ticket(desk.receive(mail.kind(mail::Kind::auto_generated).id("2@x.example")).landed).priority,
              Priority::medium);
}

TEST(NewTicket, BeginsItsStoryWithWhoOpenedIt) {
    auto config = small_desk();
    config::TicketTemplate onboarding;
    onboarding.name = "onboarding";
    onboarding.title = "New: {{subject}}";
    config.ticket_templates = {onboarding};
    Desk desk(config);
    Mail urgent("boss@contoso.example", "Zoe", "From Monday.");
    urgent.aligned().to("support+onboarding@desk.example").message().urgent = true;
    const TicketId numbers[] = {
        desk.receive(urgent).landed,
        desk.receive(Mail("ana@desk.example", "The VPN [p1; take; 30m]", "Down.").auth("ana")).landed,
        desk.open("By phone", "boss@contoso.example", "p2 assign=ben template=onboarding").landed,
    };
    for (const TicketId number : numbers) {
        const auto events = desk.events(number);
        ASSERT_GT(events.size(), 1U);
        EXPECT_TRUE(events.front().starts_with("opened by ")) << events.front();
        for (std::size_t i = 1; i < events.size(); ++i)
            EXPECT_FALSE(events[i].starts_with("opened by ")) << events[i];
    }
}
