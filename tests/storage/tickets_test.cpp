// Tests writing tickets and reading them back, version conflicts, batches, counts.
#include "storage/tickets.hpp"

#include "tests/storage/both.hpp"

#include <array>
#include <gmock/gmock.h>

namespace storage_tests {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using workflow::Ticket;

class Tickets : public StoreTest {};
ON_BOTH_DATABASES(Tickets);

namespace {

/// A ticket in which every field has a distinct value.
Ticket full_ticket(std::int64_t number) {
    Ticket ticket = ticket_of(number);
    ticket.description = "It says \"E-42\"\\\nsince\tMonday \x01 \xF0\x9F\x96\xA8";
    ticket.status = config::Status::waiting_third_party;
    ticket.priority = config::Priority::critical;
    ticket.category = "Hardware";
    ticket.client = "Contoso";
    ticket.contract = "gold";
    ticket.ticket_template = "onboarding";
    ticket.assignee = "ana";
    ticket.team = "network";
    ticket.watchers = {{"lee@contoso.example", monday + 5min}, {"ada@contoso.example", monday}};
    ticket.links = {{workflow::Link::Kind::follows, TicketId{3}}, {workflow::Link::Kind::relates, TicketId{2}}};
    ticket.desk_address = "help@desk.example";
    ticket.root_id = "root@contoso.example";
    ticket.last_client_id = "last@contoso.example";
    ticket.updated_at = monday + 1s;
    ticket.active_at = monday + 2s;
    ticket.close_at = monday + 3s;
    ticket.rules_fired = {"remind", "remind@5", "a \"quoted\" rule"};
    ticket.closed_at = monday + 4s;
    ticket.snoozed_until = monday + 5s;
    ticket.next_due_at = monday + 6s;
    ticket.clocks.response_due_at = monday + 7s;
    ticket.clocks.responded_at = monday + 8s;
    ticket.clocks.resolution_due_at = monday + 9s;
    ticket.clocks.resolved_at = monday + 10s;
    ticket.clocks.paused_since = monday + 11s;
    ticket.clocks.update_due_at = monday + 12s;
    ticket.clocks.answered_at = monday + 13s;
    ticket.clocks.response_to = {"kim@contoso.example"};
    ticket.clocks.breached = {"resolution", "response"};
    ticket.clocks.progress_by_clock = {{{-13s, 75s, 100}, {14us, 90s, 150}, {15s, 91s, 200}}};
    using Kind = workflow::ClockEvent::Kind;
    const auto event = [](Kind kind) {
        workflow::ClockEvent out;
        out.kind = kind;
        out.at = monday;
        return out;
    };
    ticket.clocks.log = {event(Kind::opened), event(Kind::answer), event(Kind::answer_back)};
    ticket.clocks.log[0].priority = config::Priority::high;
    ticket.clocks.log[0].contract = "gold and more";
    ticket.efforts = {{"ana", 90, 105, monday + 14s, monday + 15s, 30}, {"ben", -5, 0, {}, {}, std::nullopt}, {"cleo", 5, 5}};
    ticket.undos = {{4, "ana", {{"title", "", "Old \"one\", [x]", "New\\"}, {"watcher", "kim@contoso.example", "", "watches"}}},
                    {5, "admin", {}}};
    return ticket;
}

}  // namespace

TEST_P(Tickets, NumbersStartAtOneAndAreGivenOnce) {
    EXPECT_THAT(tickets_.reserve(3), ElementsAre(TicketId{1}, TicketId{2}, TicketId{3}));
    EXPECT_THAT(tickets_.reserve(0), IsEmpty());
    const auto other = connect();
    EXPECT_THAT(storage::Tickets(*other).reserve(1), ElementsAre(TicketId{4}));
    EXPECT_THAT(tickets_.reserve(2), ElementsAre(TicketId{5}, TicketId{6}));
}

TEST_P(Tickets, EveryFieldComesBack) {
    Ticket ticket = full_ticket(7);
    write(tickets_, outcome_of(ticket));
    ticket.version = 1;
    const auto found = tickets_.find(TicketId{7});
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, ticket);
    EXPECT_FALSE(tickets_.find(TicketId{8}).has_value());
}

TEST_P(Tickets, AChangeReplacesEveryField) {
    write(tickets_, outcome_of(full_ticket(7)));
    Ticket plain = ticket_of(7);
    plain.version = 1;
    write(tickets_, outcome_of(plain));
    plain.version = 2;
    EXPECT_EQ(tickets_.find(TicketId{7}), plain);
}

TEST_P(Tickets, AVersionThatMovedOnIsAConflictAndWritesNothing) {
    write(tickets_, outcome_of(ticket_of(7)));
    Ticket first = ticket_of(7);
    first.version = 1;
    first.title = "the faster one";
    write(tickets_, outcome_of(first));
    auto late = outcome_of(first);
    late.decision.tickets[0].title = "the slower one";
    late.decision.entries = {comment_of(7, "never seen")};
    EXPECT_THROW(write(tickets_, late), storage::Conflict);
    EXPECT_EQ(tickets_.find(TicketId{7})->title, "the faster one");
    EXPECT_THAT(tickets_.entries(TicketId{7}), IsEmpty());
}

TEST_P(Tickets, ANumberThatIsTakenIsAConflict) {
    write(tickets_, outcome_of(ticket_of(7)));
    EXPECT_THROW(write(tickets_, outcome_of(ticket_of(7))), storage::Conflict);
}

TEST_P(Tickets, ChangesOfOneTicketInABatchFollowEachOther) {
    std::vector<storage::Outcome> batch;
    for (int version = 0; version < 3; ++version) {
        Ticket ticket = ticket_of(7);
        ticket.version = version;
        ticket.title = "title " + std::to_string(version);
        batch.push_back(outcome_of(ticket));
        batch.back().decision.entries = {comment_of(7, "comment " + std::to_string(version))};
    }
    tickets_.write(batch, monday);
    const auto found = tickets_.find(TicketId{7});
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->title, "title 2");
    EXPECT_EQ(found->version, 3);
    ASSERT_EQ(tickets_.entries(TicketId{7}).size(), 3U);
    EXPECT_EQ(tickets_.entries(TicketId{7})[2].text, "comment 2");
}

TEST_P(Tickets, TwoDecisionsOnOneVersionAreAConflict) {
    const std::array batch{outcome_of(ticket_of(7)), outcome_of(ticket_of(7))};
    EXPECT_THROW(tickets_.write(batch, monday), storage::Conflict);
    EXPECT_FALSE(tickets_.find(TicketId{7}).has_value());
}

TEST_P(Tickets, EntriesKeepTheirOrderAndAttachments) {
    const auto content = std::make_shared<const std::string>(std::string("\0\x01\x80\xFFpng", 7) + std::string(3000, 'x'));
    auto outcome = outcome_of(ticket_of(7));
    workflow::Entry comment = comment_of(7, "see the picture");
    comment.quoted = "> before";
    comment.unverified = true;
    comment.message_id = "m1@contoso.example";
    comment.subject = "Scanner";
    comment.attachments = {{"a.png", "image/png", content->size(), true, "cid1", "aa11", content},
                           {"huge.iso", "application/octet-stream", 99'000'000'000, false, "", "bb22", nullptr}};
    workflow::Entry event;
    event.ticket = TicketId{7};
    event.at = monday + 1s;
    event.author = "ticketd";
    event.text = "opened";
    outcome.decision.entries = {comment, event};
    write(tickets_, outcome);

    const auto entries = tickets_.entries(TicketId{7});
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].text, comment.text);
    EXPECT_EQ(entries[0].quoted, comment.quoted);
    EXPECT_EQ(entries[0].kind, workflow::EntryKind::comment);
    EXPECT_EQ(entries[0].trust, workflow::Trust::participant);
    EXPECT_EQ(entries[0].author, comment.author);
    EXPECT_EQ(entries[0].message_id, comment.message_id);
    EXPECT_EQ(entries[0].subject, "Scanner");
    EXPECT_TRUE(entries[0].unverified);
    EXPECT_EQ(entries[1].at, event.at);
    EXPECT_EQ(entries[1].kind, workflow::EntryKind::event);
    ASSERT_EQ(entries[0].attachments.size(), 2U);
    EXPECT_EQ(entries[0].attachments[0].name, "a.png");
    EXPECT_EQ(entries[0].attachments[0].content_id, "cid1");
    EXPECT_TRUE(entries[0].attachments[0].is_inline);
    EXPECT_EQ(entries[0].attachments[1].size, 99'000'000'000U);
    EXPECT_EQ(tickets_.attachment("aa11"), *content);
    EXPECT_FALSE(tickets_.attachment("bb22").has_value());
}

TEST_P(Tickets, OneContentIsStoredOnce) {
    for (const std::string first : {"stored", "ignored: the hash says it is the same"}) {
        const auto content = std::make_shared<const std::string>(first);
        auto outcome = outcome_of(ticket_of(first == "stored" ? 1 : 2));
        workflow::Entry comment = comment_of(outcome.decision.landed.value, "look");
        comment.attachments = {{"a", "text/plain", content->size(), false, "", "cc33", content},
                               {"b", "text/plain", content->size(), false, "", "cc33", content}};
        outcome.decision.entries = {comment};
        write(tickets_, outcome);
    }
    EXPECT_EQ(tickets_.attachment("cc33"), "stored");
}

TEST_P(Tickets, ContentsOfManyChunksComeBackWhole) {
    // The bytes neither compress well nor repeat, so they take several chunks.
    std::string noise(5'300'000, '\0');
    std::uint32_t state = 7;
    for (char& c : noise) {
        state = state * 1'664'525 + 1'013'904'223;
        c = static_cast<char>(state >> 24U);
    }
    const auto content = std::make_shared<const std::string>(noise);
    auto outcome = outcome_of(ticket_of(1));
    outcome.decision.entries = {comment_of(1, "look")};
    outcome.decision.entries[0].attachments = {{"n", "application/zip", content->size(), false, "", "dd44", content}};
    write(tickets_, outcome);
    EXPECT_EQ(tickets_.attachment("dd44"), noise);
}

TEST_P(Tickets, StringsAreCleanedBeforeTheyAreStored) {
    Ticket ticket = ticket_of(1);
    ticket.title = std::string("nul\0, bad \xC3(, cut \xE2\x82", 20);
    ticket.requester.address = "k\xFFm@contoso.example";
    ticket.watchers = {{std::string("w\0@x.example", 12), monday}};
    write(tickets_, outcome_of(ticket));
    const auto found = tickets_.find(TicketId{1});
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->title, "nul, bad \xEF\xBF\xBD(, cut \xEF\xBF\xBD\xEF\xBF\xBD");
    EXPECT_EQ(found->watchers[0].address, "w@x.example");
    EXPECT_EQ(found->requester.address, "k\xEF\xBF\xBDm@contoso.example");
}

TEST_P(Tickets, AnAliasOfAnotherTicketIsAConflict) {
    auto first = outcome_of(ticket_of(1));
    first.decision.aliases = {{"m1@contoso.example", TicketId{1}}};
    write(tickets_, first);
    auto second = outcome_of(ticket_of(2));
    second.decision.aliases = {{"m2@contoso.example", TicketId{2}}, {"m1@contoso.example", TicketId{2}}};
    EXPECT_THROW(write(tickets_, second), storage::Conflict);
    EXPECT_FALSE(tickets_.find(TicketId{2}).has_value());
    Ticket again = ticket_of(1);
    again.version = 1;
    auto third = outcome_of(again);
    third.decision.aliases = {{"m1@contoso.example", TicketId{1}}};
    EXPECT_NO_THROW(write(tickets_, third));
}

TEST_P(Tickets, DueGivesTheEarliestFirst) {
    for (const auto& [number, due] : {std::pair{1, 30s}, {2, 10s}, {3, 20s}, {4, 90s}}) {
        Ticket ticket = ticket_of(number);
        ticket.next_due_at = monday + due;
        write(tickets_, outcome_of(ticket));
    }
    write(tickets_, outcome_of(ticket_of(5)));
    EXPECT_THAT(tickets_.due(monday + 30s, 10), ElementsAre(TicketId{2}, TicketId{3}, TicketId{1}));
    EXPECT_THAT(tickets_.due(monday + 30s, 1), ElementsAre(TicketId{2}));
    EXPECT_THAT(tickets_.due(monday, 10), IsEmpty());
}

TEST_P(Tickets, ListNarrowsByEveryField) {
    Ticket one = ticket_of(1);
    Ticket two = ticket_of(2);
    two.status = config::Status::closed;
    two.assignee = "ana";
    two.team = "network";
    two.client = "Contoso";
    two.requester.address = "LEE@contoso.example";
    two.priority = config::Priority::high;
    two.category = "Hardware";
    two.ticket_template = "onboarding";
    const std::array batch{outcome_of(two), outcome_of(one)};
    tickets_.write(batch, monday);

    const auto numbers = [&](const storage::Filter& filter) {
        std::vector<std::int64_t> out;
        for (const Ticket& ticket : tickets_.list(filter))
            out.push_back(ticket.number.value);
        return out;
    };
    storage::Filter none;
    EXPECT_THAT(numbers(none), ElementsAre(1, 2));
    none.most = 1;
    EXPECT_THAT(numbers(none), ElementsAre(1));
    std::vector<storage::Filter> second(8);
    second[0].status = {config::Status::closed, config::Status::resolved};
    second[1].assignee = "ana";
    second[2].team = "network";
    second[3].client = "Contoso";
    second[4].requester = "lee@contoso.example";
    second[5].priority = config::Priority::high;
    second[6].category = "Hardware";
    second[7].ticket_template = "onboarding";
    for (const auto& filter : second)
        EXPECT_THAT(numbers(filter), ElementsAre(2));
    storage::Filter unassigned;
    unassigned.assignee = "none";
    EXPECT_THAT(numbers(unassigned), ElementsAre(1));
    storage::Filter nothing;
    nothing.assignee = "ana";
    nothing.status = {config::Status::open};
    EXPECT_THAT(numbers(nothing), IsEmpty());
}

TEST_P(Tickets, CountsFollowTheStatus) {
    Ticket one = ticket_of(1);
    const std::array batch{outcome_of(one), outcome_of(ticket_of(2))};
    tickets_.write(batch, monday);
    one.version = 1;
    one.status = config::Status::resolved;
    write(tickets_, outcome_of(one));
    EXPECT_EQ(tickets_.counts().tickets, 2);
    EXPECT_EQ(tickets_.counts().open, 1);
    one.version = 2;
    one.status = config::Status::open;
    write(tickets_, outcome_of(one));
    EXPECT_EQ(tickets_.counts().open, 2);
}

TEST_P(Tickets, ARowThatAnotherDaemonFinishedIsLeftOut) {
    const std::array mails{mail_of("k1", "one"), mail_of("k2", "two")};
    const auto appended = inbox_.append(mails);
    auto first = outcome_of(ticket_of(1));
    first.inbox = appended[0].id;
    write(tickets_, first);
    auto again = outcome_of(ticket_of(2));
    again.inbox = appended[0].id;
    auto other = outcome_of(ticket_of(3));
    other.inbox = appended[1].id;
    tickets_.write(std::array{again, other}, monday);
    EXPECT_FALSE(tickets_.find(TicketId{2}).has_value());
    EXPECT_TRUE(tickets_.find(TicketId{3}).has_value());
    EXPECT_EQ(inbox_.counts().done, 2);
}

TEST_P(Tickets, AMailThatTheDecisionRefusesToReadGoesToQuarantine) {
    const auto appended = inbox_.append(std::array{mail_of("k1", "bad bytes")});
    storage::Outcome outcome;
    outcome.inbox = appended[0].id;
    outcome.decision.disposition = workflow::Disposition::quarantined;
    outcome.decision.quarantine_reason = "marked as spam";
    write(tickets_, outcome);
    const auto quarantined = inbox_.quarantined(10);
    ASSERT_EQ(quarantined.size(), 1U);
    EXPECT_EQ(quarantined[0].reason, "marked as spam");
    EXPECT_EQ(inbox_.raw(appended[0].id), "bad bytes");
    EXPECT_EQ(inbox_.counts().done, 0);
}

}  // namespace storage_tests
