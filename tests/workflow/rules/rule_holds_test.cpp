// Tests tick rules that wait for the admin's approval, and the mail that asks for it.
#include "tests/workflow/desk.hpp"

#include "templates/rule_question.hpp"
#include "templates/sentence_text.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using enum config::Status;

namespace {

Rule note_after(const char* name, hours age, bool stop = false) {
    Rule rule;
    rule.name = name;
    rule.on = {Rule::On::tick};
    rule.when.age = age;
    rule.then.note = name;
    rule.stop = stop;
    return rule;
}

Rule idle(const char* name, std::vector<int> days) {
    Rule rule;
    rule.name = name;
    rule.on = {Rule::On::tick};
    rule.when.status = {waiting_customer};
    rule.when.idle_business_days = std::move(days);
    return rule;
}

Desk desk_with(std::vector<Rule> rules) {
    auto config = small_desk();
    config.rules = std::move(rules);
    config.contracts.clear();
    config.clients[0].contract.clear();
    return Desk(std::move(config));
}

std::vector<std::string> notes(const Desk& desk, TicketId number) {
    std::vector<std::string> texts;
    for (const Entry& entry : desk.entries(number, EntryKind::note))
        texts.push_back(entry.text);
    return texts;
}

/// The admin approves the rule now, and all tickets become due again.
void allow(Desk& desk, const char* name) {
    desk.snapshot.rule_holds[name] = {false, desk.now};
    for (auto& [number, ticket] : desk.snapshot.tickets)
        if (ticket.status != closed) ticket.next_due_at = desk.now;
}

}  // namespace

TEST(RuleHolds, OthersGoOnAndTheTicketIsNotDueForTheOneThatWaits) {
    Desk desk = desk_with({note_after("first", hours{1}), note_after("second", hours{2})});
    desk.snapshot.rule_holds["first"].held = true;
    const TicketId number = desk.opened();
    desk.pass(hours{3});
    EXPECT_THAT(notes(desk, number), ElementsAre("second"));
    allow(desk, "first");
    desk.pass(hours{1});
    EXPECT_THAT(notes(desk, number), ElementsAre("second", "first"));
    desk.pass(hours{20});
    EXPECT_EQ(notes(desk, number).size(), 2U) << "once";
}

TEST(RuleHolds, ASnoozeEndsWhileARuleWaits) {
    Desk desk = desk_with({note_after("sweep", hours{1})});
    desk.snapshot.rule_holds["sweep"].held = true;
    const TicketId number = desk.opened();
    desk.order(number, "snooze=4h");
    desk.pass(hours{5});
    EXPECT_FALSE(desk.ticket(number).snoozed_until);
    EXPECT_THAT(notes(desk, number), IsEmpty());
}

TEST(RuleHolds, AYesIsForWhatWasDueByThen) {
    Desk desk = desk_with({note_after("sweep", hours{2})});
    desk.snapshot.rule_holds["sweep"].held = true;
    const TicketId early = desk.opened("Lamp");
    desk.pass(hours{1});
    const TicketId late = desk.opened("Desk");
    desk.pass(minutes{90});
    allow(desk, "sweep");
    desk.snapshot.rule_holds["sweep"].held = true;  // in the meantime, too many tickets have come due again
    desk.pass(hours{2});
    EXPECT_THAT(notes(desk, early), ElementsAre("sweep"));
    EXPECT_THAT(notes(desk, late), IsEmpty());
    allow(desk, "sweep");
    desk.pass(hours{2});
    EXPECT_THAT(notes(desk, late), ElementsAre("sweep"));
}

TEST(RuleHolds, OnlyWhatNobodyWasAskedAboutIsCounted) {
    Desk desk = desk_with({note_after("first", hours{1}), note_after("second", hours{1}, true), note_after("third", hours{1})});
    const TicketId number = desk.opened();
    desk.now += hours{2};
    const auto unapproved_rules = [&] { return decide(desk.directory, desk.snapshot, Tick{number}, desk.now).unapproved_rules; };
    EXPECT_THAT(unapproved_rules(), ElementsAre("first", "second")) << "the third is kept from it";
    desk.snapshot.rule_holds["first"] = {false, desk.now - hours{1}};
    EXPECT_THAT(unapproved_rules(), ElementsAre("second"));
    desk.snapshot.rule_holds["first"].allowed_until -= minutes{1};
    EXPECT_THAT(unapproved_rules(), ElementsAre("first", "second"));
    desk.snapshot.rule_holds["first"].held = true;
    EXPECT_THAT(unapproved_rules(), ElementsAre("second"));
}

TEST(RuleHolds, WhatAnEarlierRuleMakesDueIsCountedToo) {
    auto first = note_after("first", hours{1});
    first.then.priority = Priority::high;
    auto second = note_after("second", hours{1});
    second.when.priority = {Priority::high};
    Desk desk = desk_with({first, second});
    const TicketId number = desk.opened();
    desk.now += hours{2};
    EXPECT_THAT(decide(desk.directory, desk.snapshot, Tick{number}, desk.now).unapproved_rules, ElementsAre("first", "second"));
    desk.snapshot.rule_holds["first"].held = true;
    EXPECT_THAT(decide(desk.directory, desk.snapshot, Tick{number}, desk.now).unapproved_rules, IsEmpty());
}

TEST(RuleHolds, WithStopItKeepsTheLaterOnesBackThatAreDueAfterIt) {
    Desk desk = desk_with({note_after("stops", hours{2}, true), note_after("early", hours{1}), note_after("late", hours{3})});
    desk.snapshot.rule_holds["stops"].held = true;
    const TicketId number = desk.opened();
    desk.pass(hours{10});
    EXPECT_THAT(notes(desk, number), ElementsAre("early"));
    allow(desk, "stops");
    desk.pass(hours{10});
    EXPECT_THAT(notes(desk, number), ElementsAre("early", "stops")) << "what it stops is over with it";
}

TEST(RuleHolds, NothingIsClosedBeforeTheReminderThatWaits) {
    for (const bool closes_first : {true, false}) {
        auto reminds = idle("reminds", {2, 5});
        reminds.then.remind = true;
        auto closes = idle("closes", {8});
        closes.then.close = true;
        Desk desk = desk_with(closes_first ? std::vector{closes, reminds} : std::vector{reminds, closes});
        desk.snapshot.rule_holds["reminds"].held = true;
        const TicketId number = desk.opened_and("[wait]");
        desk.pass(days{30});
        EXPECT_EQ(desk.ticket(number).status, waiting_customer);
        EXPECT_THAT(mails_of(desk.log, MailKind::reminder), IsEmpty());
        allow(desk, "reminds");
        desk.pass(hours{20});
        EXPECT_EQ(mails_of(desk.log, MailKind::reminder).size(), 1U);
        EXPECT_EQ(desk.ticket(number).status, waiting_customer) << "there is time to answer";
        desk.pass(days{3});
        EXPECT_EQ(desk.ticket(number).status, closed);
    }
}

TEST(RuleHolds, RemindersGoOnWhileTheEndWaits) {
    auto reminds = idle("reminds", {2, 5});
    reminds.then.remind = true;
    auto closes = idle("closes", {8});
    closes.then.close = true;
    Desk desk = desk_with({reminds, closes});
    desk.snapshot.rule_holds["closes"].held = true;
    const TicketId number = desk.opened_and("[wait]");
    desk.pass(days{30});
    EXPECT_EQ(mails_of(desk.log, MailKind::reminder).size(), 2U);
    EXPECT_EQ(desk.ticket(number).status, waiting_customer);
    allow(desk, "closes");
    desk.pass(hours{1});
    EXPECT_EQ(desk.ticket(number).status, closed);
}

TEST(RuleHolds, TheQuestionSaysWhatHowManyAndWhatToType) {
    Rule rule;
    rule.name = "it's late";
    rule.then.category = "Network";
    rule.then.priority = Priority::high;
    rule.then.assign = "team:network";
    rule.then.status = in_progress;
    rule.then.note = "Look at it.";
    rule.then.notify = {"ana", "lead"};
    rule.then.escalate = rule.then.remind = true;
    rule.then.ticket_template = "onboarding";
    EXPECT_EQ(
        templates::actions_text(rule, templates::english()),
        "fills it from template onboarding, sets category Network, sets priority high, assigns it to team:network, sets status "
        "in-progress, adds a note, tells ana and lead, escalates it and reminds the customer");
    RuleMass mass;
    for (int number = 1; number <= 120; ++number)
        mass.add({number}, number == 1 ? "Two\r\nlines" : number == 2 ? std::string(500, 'x') : "Lamp");
    EXPECT_EQ(mass.tickets, 120U);
    EXPECT_EQ(templates::rule_question_subject(rule, mass, templates::english()),
              "The rule \"it's late\" waits for your yes: it is due for 120 tickets");
    const std::string text = templates::rule_question_text(rule, mass, 100, templates::english());
    for (const char* part : {"came due for 120 tickets", "may change 100", "#1 Two lines\n", "#5 Lamp\n", "reminds the customer",
                             "  ticketctl rules allow 'it'\\''s late'\n"})
        EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(text, Not(HasSubstr("#6")));
    EXPECT_THAT(text, Not(HasSubstr(std::string(100, 'x'))));
    rule.then = {};
    rule.then.close = true;
    EXPECT_EQ(templates::actions_text(rule, templates::english()), "closes it");
}
