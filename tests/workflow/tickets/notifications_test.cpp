// Tests that every change of a ticket is an event with the new value: openings, snoozes, watchers, clients, notes, quoted text.

#include "tests/workflow/desk.hpp"
#include "workflow/text/text.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(Told, HowATicketBegan) {
    Desk desk;
    const TicketId number = desk.receive(Mail("boss@contoso.example", "VPN \"home\"", "It is gone.").aligned()).landed;
    EXPECT_THAT(desk.events(number),
                Contains("opened by boss@contoso.example (participant): \"VPN \\\"home\\\"\" for <boss@contoso.example>; client "
                         "Contoso, contract gold: by the domain contoso.example; category Network: \"vpn\" in the subject; team "
                         "network: of the category"));
}

TEST(Told, AClientsMailEndsTheSnooze) {
    Desk desk;
    const TicketId number = desk.opened_and("[snooze=2d]");
    desk.receive(Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "Any news?").aligned().answers(number));
    EXPECT_FALSE(desk.ticket(number).snoozed_until);
    EXPECT_THAT(desk.events(number), Contains("no longer snoozed by boss@contoso.example (participant): their mail"));
}

TEST(Told, ASnoozeEndsAtAFullMinute) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.now += std::chrono::seconds{20};
    desk.order(number, "snooze=2d");
    EXPECT_EQ(desk.ticket(number).snoozed_until, monday_morning + days{2} + minutes{1});
    EXPECT_THAT(desk.events(number), Contains(HasSubstr("snoozed until 2026-03-04 09:01 UTC by admin")));
}

TEST(Told, AWatcherGoesUnderTheAddressThatWatched) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "cc+=ben@desk.example,ana@home.example");
    desk.order(number, "cc-=ana@desk.example");
    EXPECT_THAT(desk.events(number), Contains(HasSubstr("ana@home.example watches no more by admin")));
}

TEST(Told, AnotherClientBringsAnotherContract) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "client=Fabrikam");
    EXPECT_THAT(desk.events(number), Contains(HasSubstr("client Contoso → Fabrikam, contract gold → none by admin")));
}

TEST(Told, WhatATechnicianCallsANoteIsOneOnTheirOwnTicketToo) {
    Desk desk;
    const TicketId number = desk.open("A chair for me", "ana@desk.example", "cc+=boss@contoso.example").landed;
    const auto written = [&](const char* tags, const char* text) {
        return desk.receive(Mail("ana@desk.example", std::string("Re: [#1] ") + tags + " A chair for me", text)
                                .aligned()
                                .token(number, "ana@desk.example")
                                .answers(number));
    };
    for (const auto& decision : {written("[note]", "He never pays."), written("[reslove]", "#note\nHe never pays.")})
        EXPECT_THAT(mails(decision), testing::Not(Contains(HasSubstr("boss@contoso.example"))));
    EXPECT_EQ(desk.entries(number, EntryKind::note).size(), 2U);
    EXPECT_THAT(mails(written("", "It is here.")), Contains("client-comment to boss@contoso.example"));
}

TEST(Told, WordsBetweenMarksComeBackAsTheyWere) {
    using namespace workflow::text;
    const std::vector<std::string> all{"plain", "a \"b\" c", "back\\slash", "\\\"", ""};
    std::string line;
    for (const std::string& one : all)
        line += "x " + workflow::text::quoted(one);
    EXPECT_EQ(quoted_in(line), all);
    EXPECT_THAT((std::vector{named(""), named("Contoso"), named("none"), named("A → B"), named("one, two")}),
                ElementsAre("none", "Contoso", "\"none\"", "\"A → B\"", "\"one, two\""));
}
