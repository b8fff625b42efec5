// Tests merged tickets: people, redirects, refusals, privacy between clients.
#include "tests/workflow/desk.hpp"
#include "workflow/commands/merge.hpp"

#include <date/tz.h>
#include <gmock/gmock.h>

#include <tuple>

using namespace desk_test;
using testing::Contains;
using testing::HasSubstr;
using enum config::Status;

namespace {

/// Opens ticket 1 of boss@contoso.example and ticket 2 of amy@contoso.example, and merges 1 into 2.
void merge_two(Desk& desk) {
    const TicketId first = desk.opened();
    const TicketId second = desk.receive(Mail("amy@contoso.example", "Screens", "All of them.").aligned()).landed;
    EXPECT_FALSE(desk.order(first, "merge=" + std::to_string(second.value), {}, "ana").refused);
}

}  // namespace

TEST(Merging, ClosesOneAndTakesItsPeopleAlong) {
    Desk desk;
    merge_two(desk);
    EXPECT_EQ(desk.ticket({1}).status, closed);
    EXPECT_THAT(desk.ticket({1}).links, Contains(Link{Link::Kind::merged_into, {2}}));
    EXPECT_THAT(desk.ticket({2}).links, Contains(Link{Link::Kind::relates, {1}}));
    EXPECT_EQ(desk.ticket({2}).status, open);
    ASSERT_EQ(desk.ticket({2}).watchers.size(), 1U);
    EXPECT_EQ(desk.ticket({2}).watchers[0].address, "boss@contoso.example");
    EXPECT_TRUE(any_has(desk.events({1}), "merged into #2 by ana"));
    EXPECT_TRUE(any_has(desk.events({2}), "#1 was merged into this by ana"));
    EXPECT_EQ(desk.entries({1}, EntryKind::comment).size(), 1U) << "what was said stays";
}

TEST(Merging, RedirectsLaterRepliesHoweverTheyAreJoined) {
    const std::pair<const char*, Mail> rows[] = {
        {"by token", Mail("boss@contoso.example", "Re: [#1] Monitor flickers", "Still.").token({1}, "boss@contoso.example")},
        {"by token, without a number",
         Mail("boss@contoso.example", "Re: Monitor flickers", "Still.").token({1}, "boss@contoso.example").answers({1})},
        {"by our Message-ID", Mail("boss@contoso.example", "Re: Monitor flickers", "Still.").aligned().answers({1})},
        {"by their own", Mail("boss@contoso.example", "Re: Monitor", "Still.").aligned().references("mail-0@out.example")},
        {"by number", Mail("boss@contoso.example", "[#1] hello", "Still.").aligned()},
    };
    for (const auto& [what, mail] : rows) {
        Desk desk;
        merge_two(desk);
        const auto& decision = desk.receive(mail);
        EXPECT_EQ(decision.landed, TicketId{2}) << what;
        EXPECT_EQ(desk.entries({2}, EntryKind::comment).back().text, "Still.") << what;
        EXPECT_EQ(desk.entries({2}, EntryKind::comment).back().trust, Trust::participant) << what;
        EXPECT_EQ(desk.ticket({1}).status, closed) << what;
        EXPECT_THAT(mails(decision), Contains("client-comment to amy@contoso.example")) << what;
    }
}

TEST(Merging, OfATechniciansMailGoesAlongToo) {
    Desk desk;
    merge_two(desk);
    const auto& decision = desk.receive(from_ana({1}, "[take]", "I look at all of them."));
    EXPECT_EQ(decision.landed, TicketId{2});
    EXPECT_EQ(desk.ticket({2}).assignee, "ana");
    EXPECT_THAT(mails(decision), Contains("client-comment to boss@contoso.example"));
}

TEST(Merging, OfMergesFollowsToTheEnd) {
    Desk desk;
    merge_two(desk);
    const TicketId third = desk.opened("Third");
    desk.order({2}, "merge=#3", {}, "ana");
    EXPECT_EQ(desk.receive(Mail("boss@contoso.example", "Re: [#1] x", "Still.").aligned().answers({1})).landed, third);
    EXPECT_TRUE(desk.order(third, "merge=1", {}, "ana").refused) << "it comes from there";
}

TEST(Merging, IsRefusedWhereItMeansNothing) {
    for (const auto& [items, why] : std::vector<std::pair<const char*, const char*>>{
             {"merge=1", "into itself"}, {"merge=99", "there is no ticket 99"}, {"merge=all", "is no ticket"}}) {
        Desk desk;
        const TicketId number = desk.opened();
        const auto& decision = desk.order(number, items, {}, "ana");
        EXPECT_TRUE(decision.refused) << items;
        EXPECT_THAT(worded(decision.reasons.back()), HasSubstr(why));
        EXPECT_EQ(desk.ticket(number).status, open);
    }
    Desk ended;
    ended.opened();
    ended.order(ended.opened("Second"), "close");
    EXPECT_TRUE(ended.order({1}, "merge=2", {}, "ana").refused) << "nobody looks there";
    Desk twice;
    merge_two(twice);
    EXPECT_TRUE(twice.order({1}, "merge=2", {}, "ana").refused);
}

TEST(Merging, NeverLetsOneClientReadAnothersMail) {
    const struct {
        const char *one, *other;
        bool merges;
    } rows[] = {
        {"boss@contoso.example", "amy@contoso.example", true},
        {"boss@contoso.example", "eve@unknown.example", false},
        {"kim@unknown.example", "eve@unknown.example", true},
        {"kim@unknown.example", "eve@elsewhere.example", false},
        {"kim@gmail.com", "eve@gmail.com", false},
        {"kim@gmail.com", "Kim@gmail.com", true},
        {"ana@desk.example", "boss@contoso.example", true},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(std::string(row.one) + " and " + row.other);
        Desk desk;
        const TicketId first = desk.receive(Mail(row.one, "One", "It hums.").aligned()).landed;
        const TicketId second = desk.receive(Mail(row.other, "Two", "It rattles.").aligned()).landed;
        const auto& decision = desk.order(second, "merge=" + std::to_string(first.value), {}, "ana");
        EXPECT_EQ(!decision.refused, row.merges);
        const bool said = any_has(decision.reasons, "each would read what is written to the other");
        EXPECT_EQ(said, !row.merges);
    }
}

TEST(Merging, OfWhatWasMergedIntoThisAlreadyIsSaidSo) {
    Desk desk;
    desk.opened();
    desk.order(desk.opened("Second"), "merge=1", {}, "ana");
    const auto& decision = desk.order({1}, "merge=2", {}, "ana");
    EXPECT_TRUE(decision.refused);
    EXPECT_EQ(worded(decision.reasons.back()), "#2 was merged into this ticket already");
}

TEST(Merging, ByMailNeedsTheBestProof) {
    Desk desk;
    const TicketId first = desk.opened();
    desk.opened();
    const auto& weak = desk.receive(Mail("ana@desk.example", "Re: [#1] [merge=2] Monitor flickers", "")
                                        .aligned()
                                        .token(first, "ana@desk.example")
                                        .answers(first));
    EXPECT_TRUE(mail_of(weak, MailKind::confirmation));
    EXPECT_EQ(desk.ticket(first).status, open);
    EXPECT_THAT(mails(desk.receive(from_ana(first, "[merge=2]"))), Contains("receipt to ana@desk.example"));
    EXPECT_EQ(desk.ticket(first).status, closed);
}

TEST(Merging, AnUnfinishedOneOpensWhatWasResolvedOrWaited) {
    const struct {
        const char *theirs, *into;
        config::Status then;
    } rows[] = {
        {"", "resolve", open},
        {"", "wait", open},
        {"wip", "wait3", open},
        {"wait", "wait", waiting_customer},
        {"wait", "wait3", waiting_third_party},
        {"wait", "resolve", open},
        {"resolve", "resolve", resolved},
        {"", "wip", in_progress},
        {"close", "wait", waiting_customer},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(std::string(row.theirs) + " into " + row.into);
        Desk desk;
        const TicketId first = desk.opened("One");
        const TicketId second = desk.opened("Two");
        desk.order(first, row.into);
        if (*row.theirs) desk.order(second, row.theirs);
        EXPECT_FALSE(desk.order(second, "merge=1", {}, "ana").refused);
        EXPECT_EQ(desk.ticket(first).status, row.then);
        EXPECT_EQ(desk.ticket(first).close_at.has_value(), row.then == resolved);
    }
}

TEST(Merging, TakesTheHigherPriorityAndTheEarlierDueTimes) {
    // The office closes at night; critical tickets run around the clock.
    auto config = small_desk();
    config::Calendar office;
    office.name = "office";
    office.zone = date::locate_zone("UTC");
    for (std::size_t day = 0; day < 5; ++day)
        office.week[day] = {{hours{9}, hours{17}}};
    config.contracts[0].calendar = office;
    for (const auto& [theirs, into, kept] :
         {std::tuple{"p1", "p3", Priority::critical}, std::tuple{"p3", "p1", Priority::critical},
          std::tuple{"p4", "p3", Priority::medium}, std::tuple{"p2", "p4", Priority::high}}) {
        for (const auto wait : {minutes{5}, minutes{60 * 7}, minutes{60 * 24 * 3}}) {
            SCOPED_TRACE(std::string(theirs) + " into " + into + " after " + std::to_string(wait.count()));
            Desk desk(config);
            const TicketId first = desk.opened("One");
            desk.order(first, into);
            desk.now += minutes{30};
            const TicketId second = desk.opened("Two");
            desk.order(second, theirs);
            desk.now += wait;
            const auto before = desk.ticket(first).clocks;
            const auto other = desk.ticket(second).clocks;
            desk.order(second, "merge=1", {}, "ana");
            const Ticket& merged = desk.ticket(first);
            EXPECT_EQ(merged.priority, kept);
            EXPECT_LE(merged.clocks.response_due_at, std::min(before.response_due_at, other.response_due_at));
            EXPECT_LE(merged.clocks.resolution_due_at, std::min(before.resolution_due_at, other.resolution_due_at));
            if (kept != desk.ticket(second).priority) continue;
            EXPECT_TRUE(any_has(desk.events(first), "priority "));
        }
    }
}

TEST(Merging, AtNightBreaksNoPromiseByItself) {
    auto config = small_desk();
    config::Calendar office;
    office.name = "office";
    office.zone = date::locate_zone("UTC");
    for (std::size_t day = 0; day < 5; ++day)
        office.week[day] = {{hours{9}, hours{17}}};
    config.contracts[0].calendar = office;
    Desk desk(config);
    const TicketId first = desk.opened();
    desk.receive(from_ana(first, "", "Which one?"));
    desk.now += hours{12};
    // The first answer to a ticket without a client is promised within eight hours, around the clock. All eight are
    // in the night of the other ticket's office.
    const TicketId second = desk.receive(Mail("eve@elsewhere.example", "Mine, too", "It hums.").aligned()).landed;
    desk.order(second, "client=Contoso");
    desk.order(second, "merge=" + std::to_string(first.value), {}, "ana");
    const Ticket& merged = desk.ticket(first);
    EXPECT_FALSE(merged.clocks.responded_at);
    EXPECT_TRUE(any_has(desk.events(first), "the response clock runs again by ticketd: #2 had no answer yet"));
    EXPECT_GT(merged.clocks.response_due_at, desk.now);
    EXPECT_TRUE(merged.clocks.breached.empty());
}

TEST(Merging, WhatWasMergedTakesNoOrders) {
    for (const char* items : {"reopen", "note", "p1", "take", "wip"}) {
        Desk desk;
        merge_two(desk);
        const Ticket before = desk.ticket({1});
        const auto& decision = desk.order({1}, items, "Something.", "ana");
        EXPECT_TRUE(decision.refused) << items;
        EXPECT_THAT(worded(decision.reasons), Contains("ticket 1 was merged into #2: use that number")) << items;
        EXPECT_EQ(desk.ticket({1}), before);
    }
}
