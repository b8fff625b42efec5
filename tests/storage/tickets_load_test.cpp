// Tests what a snapshot contains for the keys of a mail.
#include "storage/sender_history.hpp"
#include "storage/tickets.hpp"

#include "tests/storage/both.hpp"

#include <array>
#include <set>
#include <string>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace storage_tests {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using workflow::Ticket;

namespace {

class Load : public StoreTest {
protected:
    workflow::Snapshot load(const workflow::ThreadKeys& keys, Instant now = monday) {
        return tickets_.load(std::span(&keys, 1), now);
    }
};
ON_BOTH_DATABASES(Load);

storage::Outcome acknowledged(std::int64_t number, const std::string& sender) {
    storage::Outcome outcome = outcome_of(ticket_of(number));
    outcome.decision.acknowledged = true;
    outcome.decision.opened = true;
    outcome.decision.unaligned = true;
    outcome.decision.sender = sender;
    return outcome;
}

}  // namespace

TEST_P(Load, NothingIsFoundInAnEmptyDesk) {
    const auto snapshot = load({{TicketId{1}}, {"m@a.example"}, "kim@contoso.example"});
    EXPECT_THAT(snapshot.tickets, IsEmpty());
    EXPECT_THAT(snapshot.aliases, IsEmpty());
    EXPECT_THAT(snapshot.subjects, IsEmpty());
    EXPECT_THAT(snapshot.senders, IsEmpty());
    EXPECT_EQ(snapshot.acks_last_hour, 0);
    EXPECT_THAT(tickets_.load({}, monday).tickets, IsEmpty());
}

TEST_P(Load, FindsTicketsByNumberAndByMessageId) {
    Ticket first = ticket_of(1);
    first.watchers = {{"lee@contoso.example", monday}};
    const std::string long_id(3000, 'i');
    auto outcome = outcome_of(first);
    outcome.decision.aliases = {{"root@contoso.example", TicketId{1}}, {long_id, TicketId{1}}};
    const std::array batch{outcome, outcome_of(ticket_of(2)), outcome_of(ticket_of(3))};
    tickets_.write(batch, monday);

    const std::array<workflow::ThreadKeys, 2> keys{
        workflow::ThreadKeys{{TicketId{2}, TicketId{99}}, {}, "a@a.example"},
        workflow::ThreadKeys{{}, {"unknown@x", "root@contoso.example", long_id}, "b@a.example"}};
    const auto snapshot = tickets_.load(keys, monday);
    ASSERT_EQ(snapshot.tickets.size(), 2U);
    EXPECT_EQ(snapshot.tickets.at(TicketId{1}).watchers.size(), 1U);
    EXPECT_EQ(snapshot.tickets.at(TicketId{1}).version, 1);
    EXPECT_EQ(snapshot.tickets.at(TicketId{2}).title, ticket_of(2).title);
    EXPECT_THAT(snapshot.aliases, UnorderedElementsAre(Pair("root@contoso.example", TicketId{1}), Pair(long_id, TicketId{1})));
}

TEST_P(Load, GivesTheSubjectsOfMailsThatCameIn) {
    auto first = outcome_of(ticket_of(1));
    first.decision.entries = {comment_of(1, "hello")};
    first.decision.entries[0].message_id = "m1@contoso.example";
    first.decision.entries[0].subject = "Scanner [wip]";
    first.decision.aliases = {{"m1@contoso.example", TicketId{1}}, {"referred@contoso.example", TicketId{1}}};
    write(tickets_, first);
    const workflow::ThreadKeys keys{{}, {"m1@contoso.example", "referred@contoso.example"}, "kim@contoso.example"};
    EXPECT_THAT(load(keys).subjects, UnorderedElementsAre(Pair("m1@contoso.example", "Scanner [wip]")));

    // The mail itself arrives, after other mails have referred to it.
    Ticket again = ticket_of(1);
    again.version = 1;
    auto second = outcome_of(again);
    second.decision.entries = {comment_of(1, "sent before, arrived after")};
    second.decision.entries[0].message_id = "referred@contoso.example";
    second.decision.entries[0].subject = "Scanner";
    second.decision.aliases = {{"referred@contoso.example", TicketId{1}}};
    write(tickets_, second);
    EXPECT_THAT(load(keys).subjects,
                UnorderedElementsAre(Pair("m1@contoso.example", "Scanner [wip]"), Pair("referred@contoso.example", "Scanner")));
}

TEST_P(Load, GivesAStoryThatIsAskedForAndFollowsWhatMoved) {
    auto first = outcome_of(ticket_of(1));
    first.decision.entries = {comment_of(1, "one"), comment_of(1, "two")};
    first.decision.entries[1].message_id = "two@contoso.example";
    first.decision.aliases = {{"two@contoso.example", TicketId{1}}};
    first.outgoing.resize(2);
    for (auto& mail : first.outgoing)
        mail.raw = "Subject: x\r\n\r\nx\r\n";
    first.outgoing[0].message_id = "sent@desk.example";
    first.outgoing[0].entry = 1;
    first.outgoing[1].message_id = "receipt@desk.example";
    write(tickets_, first);

    workflow::ThreadKeys keys{{TicketId{1}}, {"two@contoso.example", "sent@desk.example"}, "kim@contoso.example"};
    EXPECT_THAT(load(keys).stories, IsEmpty()) << "nobody asked";
    keys.history = true;
    const auto history = load(keys).stories.at(TicketId{1});
    ASSERT_EQ(history.size(), 2U);
    EXPECT_EQ(history[0].entry.text, "one");
    EXPECT_THAT(history[0].sent_as, IsEmpty());
    EXPECT_EQ(history[1].entry.message_id, "two@contoso.example");
    EXPECT_THAT(history[1].sent_as, UnorderedElementsAre("sent@desk.example"));

    auto second = outcome_of(ticket_of(2));
    second.decision.moves = {{TicketId{1}, TicketId{2}, {history[1].id}, {"two@contoso.example", "sent@desk.example"}}};
    write(tickets_, second);
    const auto after = load(keys);
    EXPECT_EQ(after.stories.at(TicketId{1}).size(), 1U);
    EXPECT_EQ(after.stories.at(TicketId{2}).at(0).entry.text, "two");
    EXPECT_THAT(after.aliases,
                UnorderedElementsAre(Pair("two@contoso.example", TicketId{2}), Pair("sent@desk.example", TicketId{2})));
    EXPECT_EQ(tickets_.entries(TicketId{2}).size(), 1U);
}

TEST_P(Load, GivesTheTextsOfATicketAndTheMailsThatAnAnswerMayQuote) {
    auto first = outcome_of(ticket_of(1));
    first.decision.entries = {comment_of(1, "one"), comment_of(1, "two"), comment_of(1, "")};
    first.decision.entries[1].quoted = "> one";
    first.decision.entries[1].quoted_new = "> from a vendor";
    first.decision.entries[1].left_out_lines = 1;
    first.decision.entries[1].subject = "Scanner";
    first.outgoing.resize(3);
    for (auto& mail : first.outgoing) {
        mail.ticket = TicketId{1};
        mail.raw = "Subject: x\r\n\r\n" + mail.message_id + "\r\n";
    }
    first.outgoing[0].message_id = "sent@desk.example";
    first.outgoing[0].recipient = "ana@desk.example";
    first.outgoing[1].message_id = "other@desk.example";
    first.outgoing[1].recipient = "kim@contoso.example";
    first.outgoing[2].message_id = "third@desk.example";
    first.outgoing[2].recipient = "ben@desk.example";
    for (auto& mail : first.outgoing)
        mail.raw = "Subject: x\r\n\r\n" + mail.message_id + "\r\n";
    write(tickets_, first);
    EXPECT_EQ(tickets_.entries(TicketId{1})[1].quoted_new, "> from a vendor");
    EXPECT_EQ(tickets_.entries(TicketId{1})[1].left_out_lines, 1);

    workflow::ThreadKeys keys{{TicketId{1}}, {"sent@desk.example"}, "kim@contoso.example"};
    auto snapshot = load(keys);
    EXPECT_THAT(tickets_.load_texts(std::span(&keys, 1), snapshot), IsEmpty()) << "nobody asked";
    EXPECT_THAT(snapshot.texts, IsEmpty());

    keys.texts = true;
    const auto sent = tickets_.load_texts(std::span(&keys, 1), snapshot);
    std::vector<std::string> raws;
    for (const auto& mail : sent)
        raws.push_back(mail.raw);
    EXPECT_THAT(raws, UnorderedElementsAre(first.outgoing[0].raw, first.outgoing[1].raw))
        << "the mail that is named, and the last one to the sender";
    std::vector<std::string> words;
    for (const auto& text : snapshot.texts.at(TicketId{1}).entries)
        words.push_back(text.author + "|" + text.subject + "|" + text.words);
    const std::string& author = first.decision.entries[0].author;
    EXPECT_THAT(words, UnorderedElementsAre(author + "||one", author + "|Scanner|two\n> one\n> from a vendor"));
}

TEST_P(Load, OfALongTicketItGivesTheNewestTextsTheFirstAndTheNamed) {
    auto outcome = outcome_of(ticket_of(1));
    constexpr int entries = 700;
    for (int i = 0; i < entries; ++i) {
        outcome.decision.entries.push_back(comment_of(1, fmt::format("text {} {}", i, std::string(10'000, 'x'))));
        outcome.decision.entries.back().message_id = fmt::format("m{}@contoso.example", i);
        outcome.decision.entries.back().subject = "Scanner";
        outcome.decision.aliases.emplace_back(fmt::format("m{}@contoso.example", i), TicketId{1});
    }
    write(tickets_, outcome);
    workflow::ThreadKeys keys{{}, {"m100@contoso.example", "m650@contoso.example"}, "kim@contoso.example"};
    keys.texts = true;
    auto snapshot = load(keys);
    EXPECT_THAT(tickets_.load_texts(std::span(&keys, 1), snapshot), IsEmpty());
    std::set<int> found;
    for (const auto& text : snapshot.texts.at(TicketId{1}).entries)
        found.insert(std::stoi(text.words.substr(5)));
    EXPECT_TRUE(found.contains(0) && found.contains(19)) << "the first";
    EXPECT_FALSE(found.contains(20));
    EXPECT_TRUE(found.contains(100)) << "the one that is named";
    EXPECT_TRUE(found.contains(entries - 1) && found.contains(entries - 200)) << "the newest";
    EXPECT_LT(found.size(), 500U) << "about two megabytes";
}

TEST_P(Load, BringsTheTicketThatOneWasMergedInto) {
    Ticket merged = ticket_of(1);
    merged.links = {{workflow::Link::Kind::merged_into, TicketId{2}}, {workflow::Link::Kind::relates, TicketId{4}}};
    Ticket middle = ticket_of(2);
    middle.links = {{workflow::Link::Kind::merged_into, TicketId{3}}};
    Ticket last = ticket_of(3);
    last.links = {{workflow::Link::Kind::merged_into, TicketId{1}}};  // a cycle also ends
    tickets_.write(std::array{outcome_of(merged), outcome_of(middle), outcome_of(last), outcome_of(ticket_of(4))}, monday);
    const auto snapshot = load({{TicketId{1}}, {}, "kim@contoso.example"});
    EXPECT_EQ(snapshot.tickets.size(), 3U);
    EXPECT_FALSE(snapshot.tickets.contains(TicketId{4}));
}

TEST_P(Load, CountsWhatASenderGotAndWhatWasOpenedWithoutProof) {
    const std::string kim = "kim@contoso.example";
    write(tickets_, acknowledged(1, kim), monday - 23h);
    write(tickets_, acknowledged(2, kim), monday - 50min);
    tickets_.write(std::array{acknowledged(3, kim), acknowledged(4, kim), acknowledged(5, "lee@contoso.example")}, monday);
    auto silent = acknowledged(6, kim);
    silent.decision.acknowledged = false;
    write(tickets_, silent, monday);

    const std::array<workflow::ThreadKeys, 2> keys{workflow::ThreadKeys{{}, {}, kim}, workflow::ThreadKeys{{}, {}, kim}};
    const auto snapshot = tickets_.load(keys, monday);
    ASSERT_EQ(snapshot.senders.size(), 1U);
    EXPECT_EQ(snapshot.senders.at(kim).acks_last_hour, 3);
    EXPECT_EQ(snapshot.senders.at(kim).acks_last_day, 4);
    EXPECT_EQ(snapshot.acks_last_hour, 4);
    EXPECT_EQ(snapshot.unaligned_last_hour, 5);

    const auto later = tickets_.load(keys, monday + 61min);
    EXPECT_EQ(later.senders.at(kim).acks_last_hour, 0);
    EXPECT_EQ(later.senders.at(kim).acks_last_day, 3);
    EXPECT_EQ(later.acks_last_hour, 0);
    EXPECT_EQ(later.unaligned_last_hour, 0);
}

TEST_P(Load, ForgetsOldHistoryWhileItWrites) {
    write(tickets_, acknowledged(1, "kim@contoso.example"), monday - 26h);
    write(tickets_, acknowledged(2, "lee@contoso.example"), monday);
    // At that time the row would still count if it existed.
    EXPECT_THAT(load({{}, {}, "kim@contoso.example"}, monday - 26h).senders, IsEmpty());
}

TEST_P(Load, FollowsTheRoundRobinAndTheLoadOfTechnicians) {
    auto first = outcome_of(ticket_of(1));
    first.decision.tickets[0].assignee = "ana";
    first.decision.assigned = {{"network", "ana"}};
    auto second = outcome_of(ticket_of(2));
    second.decision.tickets[0].assignee = "ben";
    second.decision.assigned = {{"network", "ben"}, {"desk", "ana"}};
    tickets_.write(std::array{first, second}, monday);
    auto snapshot = load({});
    EXPECT_THAT(snapshot.last_assigned, UnorderedElementsAre(Pair("network", "ben"), Pair("desk", "ana")));
    EXPECT_THAT(snapshot.open_tickets, UnorderedElementsAre(Pair("ana", 1), Pair("ben", 1)));

    // In one batch, ana's ticket goes to ben, ben's is closed, and a third one changes its assignee.
    Ticket moved = first.decision.tickets[0];
    moved.version = 1;
    moved.assignee = "ben";
    Ticket closed = second.decision.tickets[0];
    closed.version = 1;
    closed.status = config::Status::closed;
    Ticket third = ticket_of(3);
    third.assignee = "ana";
    Ticket handed = third;
    handed.version = 1;
    handed.assignee = "";
    tickets_.write(std::array{outcome_of(moved), outcome_of(closed), outcome_of(third), outcome_of(handed)}, monday);
    snapshot = load({});
    EXPECT_EQ(snapshot.open_tickets["ana"], 0);
    EXPECT_EQ(snapshot.open_tickets["ben"], 1);
}

TEST_P(Load, AgreesWithWhatASnapshotBecomesByApplying) {
    // A desk that is loaded again has the same versions, loads and caps that the decisions left in memory.
    workflow::Snapshot memory = load({});
    std::vector<storage::Outcome> batch;
    for (int i = 0; i < 3; ++i) {
        Ticket ticket = i == 0 ? ticket_of(1) : memory.tickets.at(TicketId{1});
        ticket.assignee = i == 1 ? "ben" : "ana";
        storage::Outcome outcome = outcome_of(ticket);
        outcome.decision.aliases = {{fmt::format("m{}@contoso.example", i), TicketId{1}}};
        outcome.decision.sender = "kim@contoso.example";
        outcome.decision.acknowledged = i == 0;
        outcome.decision.opened = outcome.decision.unaligned = i == 0;
        memory.apply(outcome.decision);
        batch.push_back(outcome);
    }
    tickets_.write(batch, monday);
    const auto stored =
        load({{TicketId{1}}, {"m0@contoso.example", "m1@contoso.example", "m2@contoso.example"}, "kim@contoso.example"});
    EXPECT_EQ(stored.tickets, memory.tickets);
    EXPECT_EQ(stored.aliases, memory.aliases);
    EXPECT_EQ(stored.open_tickets.at("ana"), memory.open_tickets.at("ana"));
    EXPECT_EQ(stored.acks_last_hour, memory.acks_last_hour);
    EXPECT_EQ(stored.unaligned_last_hour, memory.unaligned_last_hour);
    EXPECT_EQ(stored.senders.at("kim@contoso.example").acks_last_hour, memory.senders.at("kim@contoso.example").acks_last_hour);
}

TEST_P(Load, FindsQuestionsThatAreOpenWithTheirTicketsAndHowMuchWasAsked) {
    auto outcome = outcome_of(ticket_of(1));
    outcome.decision.hold = workflow::PendingConfirmation{7, TicketId{1}, TicketId{2}, "ana", "merge=2", monday, monday + 30min};
    auto other = outcome_of(ticket_of(2));
    other.decision.hold = workflow::PendingConfirmation{8, TicketId{2}, {}, "ana", "resolve", monday - 50min, monday - 20min};
    const std::array batch{outcome, other};
    tickets_.write(batch, monday);

    workflow::ThreadKeys keys;
    keys.held = {7, 99};
    auto snapshot = load(keys, monday + 1min);
    ASSERT_EQ(snapshot.held.size(), 1U);
    EXPECT_EQ(snapshot.held.at(7), *outcome.decision.hold);
    EXPECT_TRUE(snapshot.tickets.contains(TicketId{1}) && snapshot.tickets.contains(TicketId{2}));
    EXPECT_EQ(snapshot.holders.at({"ana", false}).pending, 1) << "the other ran out";
    EXPECT_EQ(snapshot.holders.at({"ana", false}).last_hour, 2);

    storage::Outcome answered;
    answered.decision.released = 7;
    tickets_.write(std::span(&answered, 1), monday + 1min);
    EXPECT_THAT(load(keys, monday + 1min).held, IsEmpty());
    EXPECT_THROW(tickets_.write(std::span(&answered, 1), monday + 1min), storage::Conflict) << "a yes runs once";
}

}  // namespace storage_tests
