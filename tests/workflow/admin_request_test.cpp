// Tests `ticketctl do` and `new`, and how a snapshot changes within a batch.
#include "tests/workflow/desk.hpp"

#include <gmock/gmock.h>

using namespace desk_test;
using testing::ElementsAre;
using testing::UnorderedElementsAre;
using enum config::Status;

TEST(AdminRequest, RunsItemsAsTheTagsOfAMail) {
    Desk desk;
    const TicketId number = desk.opened();
    const auto& decision = desk.order(number, "resolve assign=ben p2", {}, "ana");
    EXPECT_FALSE(decision.refused);
    EXPECT_EQ(desk.ticket(number).status, resolved);
    EXPECT_EQ(desk.ticket(number).assignee, "ben");
    EXPECT_EQ(desk.ticket(number).priority, Priority::high);
    EXPECT_TRUE(any_has(desk.events(number), "by ana (confirmed): [resolve]"));
    EXPECT_TRUE(any_has(decision.reasons, "priority medium → high"));
    EXPECT_THAT(mails(decision), UnorderedElementsAre("resolved-question to boss@contoso.example", "notice to ben@desk.example"));
}

TEST(AdminRequest, CarriesATextToTheClientOrANoteToUs) {
    Desk desk;
    const TicketId number = desk.opened();
    EXPECT_THAT(mails(desk.order(number, "", "We look into it.", "ana")),
                UnorderedElementsAre("client-comment to boss@contoso.example", "technician-comment to ben@desk.example",
                                     "technician-comment to cleo@desk.example"));
    EXPECT_TRUE(desk.ticket(number).clocks.responded_at);
    for (const Notification& order : desk.order(number, "note", "He is rude.").mails)
        EXPECT_TRUE(order.to_technician);
    EXPECT_EQ(desk.entries(number, EntryKind::note).back().author, "admin");
}

TEST(AdminRequest, RefusesWholeAndSaysWhy) {
    const struct {
        TicketId ticket;
        const char *items, *why;
    } rows[] = {
        {{1}, "p1 bananas", "\"bananas\" is no command"},
        {{1}, "p1 assign=nobody", "no technician or team"},
        {{1}, "p1 take", "needs a technician"},
        {{99}, "p1", "there is no ticket 99"},
        {{1}, "p1 undo", "nothing on #1 that admin could take back"},
    };
    for (const auto& row : rows) {
        Desk desk;
        desk.opened();
        const auto& decision = desk.order(row.ticket, row.items);
        EXPECT_TRUE(decision.refused) << row.items;
        EXPECT_TRUE(any_has(decision.reasons, row.why)) << row.items << ": " << worded(decision.reasons.at(0));
        EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty() && decision.mails.empty());
        EXPECT_EQ(desk.ticket({1}).priority, Priority::medium);
    }
}

TEST(AdminRequest, OpensATicketLikeAMailWould) {
    Desk desk;
    const auto& decision = desk.open("The VPN  is slow", "boss@contoso.example", "p2 assign=ben");
    const Ticket& ticket = desk.ticket(decision.landed);
    EXPECT_EQ(ticket.title, "The VPN is slow");
    EXPECT_EQ(ticket.client, "Contoso");
    EXPECT_EQ(ticket.category, "Network");
    EXPECT_EQ(ticket.priority, Priority::high);
    EXPECT_THAT(mails(decision), UnorderedElementsAre("acknowledgement to boss@contoso.example", "notice to ben@desk.example"));
    EXPECT_TRUE(desk.open("", "boss@contoso.example").refused);
    EXPECT_TRUE(desk.open("x", "no address").refused);
}

TEST(Snapshot, MovesOnSoThatTheNextMailOfABatchSeesIt) {
    const Desk fresh;
    Snapshot snapshot = fresh.snapshot;
    snapshot.numbers = {{1}, {2}, {3}};
    const Decision first = decide(fresh.directory, snapshot,
                                  Mail("boss@contoso.example", "Lamp", "x").aligned().id("a@c.example").inbound(), fresh.now);
    EXPECT_EQ(first.tickets.at(0).version, 0);
    snapshot.apply(first);
    EXPECT_THAT(snapshot.numbers, ElementsAre(TicketId{2}, TicketId{3}));
    EXPECT_EQ(snapshot.tickets.at({1}).version, 1);
    EXPECT_EQ(snapshot.senders.at("boss@contoso.example").acks_last_hour, 1);
    EXPECT_EQ(snapshot.unaligned_last_hour, 0);
    EXPECT_EQ(snapshot.acks_last_hour, 1);
    const Decision second =
        decide(fresh.directory, snapshot,
               Mail("boss@contoso.example", "Re: Lamp", "y").aligned().references("a@c.example").inbound(), fresh.now);
    EXPECT_EQ(second.landed, TicketId{1});
    EXPECT_EQ(second.tickets.at(0).version, 1);
}

TEST(Decide, WithoutAReservedNumberKeepsTheMail) {
    const Desk desk;
    const Decision decision =
        decide(desk.directory, desk.snapshot, Mail("boss@contoso.example", "Lamp", "x").inbound(), desk.now);
    EXPECT_EQ(decision.disposition, Disposition::quarantined);
    EXPECT_TRUE(decision.tickets.empty());
}

TEST(Decide, ATickForAnUnknownTicketDoesNothing) {
    const Desk desk;
    const Decision decision = decide(desk.directory, desk.snapshot, Tick{{7}}, desk.now);
    EXPECT_TRUE(decision.tickets.empty() && decision.entries.empty() && decision.mails.empty());
}

TEST(AdminRequest, WhoLosesATicketIsToldByWhomUnlessTheyGaveItAway) {
    const struct {
        const char *items, *author, *told;
    } rows[] = {
        {"take", "ben", "The ticket went from you to ben, by ben (confirmed)."},
        {"assign=cleo", "admin", "The ticket went from you to cleo, by admin."},
        {"unassign", "admin", "The ticket went from you to nobody, by admin."},
        {"assign=ben", "ana", nullptr},
        {"assign=ana", "ben", nullptr},
        {"p1", "ben", nullptr},
    };
    for (const auto& row : rows) {
        Desk desk;
        const TicketId number = desk.opened();
        desk.order(number, "assign=ana");
        int told = 0;
        for (const Notification& order : desk.order(number, row.items, {}, row.author).mails) {
            if (order.recipient.address != "ana@desk.example") continue;
            EXPECT_LE(++told, 1) << row.items << ": one mail";
            EXPECT_EQ(any_has(order.lines, "went from you"), row.told != nullptr) << row.items;
            if (row.told) {
                EXPECT_THAT(worded(order.lines), ElementsAre(row.told));
            }
        }
        if (row.told) {
            EXPECT_EQ(told, 1) << row.items;
        }
    }
}

TEST(AdminRequest, WhoLosesATicketHearsOfItInTheMailThatComesAnyway) {
    Desk desk;
    const TicketId number = desk.opened();
    desk.order(number, "assign=ana cc+=ana@desk.example");
    const auto& decision = desk.order(number, "take", "I have a look.", "ben");
    const Notification* comment = mail_of(decision, MailKind::technician_comment);
    ASSERT_TRUE(comment);
    EXPECT_EQ(comment->recipient.address, "ana@desk.example");
    EXPECT_THAT(worded(comment->lines), ElementsAre("The ticket went from you to ben, by ben (confirmed)."));
    EXPECT_FALSE(mail_of(decision, MailKind::notice));
}
