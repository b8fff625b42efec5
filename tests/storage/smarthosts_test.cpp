// Tests the stored states of smarthosts, failing addresses, and mails that bounced.
#include "storage/suppressions.hpp"
#include "storage/smarthosts.hpp"
#include "tests/storage/both.hpp"

#include <array>
#include <gmock/gmock.h>

namespace storage_tests {

using namespace std::chrono_literals;
using storage::Smarthost;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using What = storage::SendResult::What;

namespace {

class Sending : public StoreTest {
protected:
    storage::Smarthosts ways_{session_};
    storage::Suppressions failing_{session_};

    storage::ClaimedOutgoing claimed(const std::string& recipient) {
        storage::Outcome outcome;
        outcome.outgoing = {outgoing_of(7, recipient, "To: " + recipient + "\r\n\r\nHello")};
        write(tickets_, outcome);
        auto mails = outbox_.claim(11, 1, 60s, monday);
        EXPECT_EQ(mails.size(), 1U);
        return mails.empty() ? storage::ClaimedOutgoing{} : std::move(mails.front());
    }
    storage::OutboxRow newest() { return outbox_.list(1, "").at(0); }
    /// Writes a decision with these changes to addresses.
    void decide(std::vector<std::pair<std::string, std::optional<workflow::FailingAddress>>> failing) {
        storage::Outcome outcome;
        outcome.decision.failing = std::move(failing);
        write(tickets_, outcome);
    }
    std::vector<std::string> suppressions() {
        std::vector<std::string> out;
        for (const auto& row : failing_.list(10))
            out.push_back(row.address);
        return out;
    }
};
ON_BOTH_DATABASES(Sending);

workflow::FailingAddress trouble(int failures, bool suspended) {
    workflow::FailingAddress out;
    out.failures = failures;
    out.first_at = monday;
    out.last_at = monday + std::chrono::hours(failures);
    if (suspended) out.suspended_at = out.last_at;
    out.reason = "550 5.1.1 no such user";
    return out;
}

}  // namespace

TEST_P(Sending, AnUntriedMailIsAsIfItHadNotBeenClaimed) {
    const auto mail = claimed("kim@a.example");
    EXPECT_EQ(mail.due_at, monday);
    outbox_.finish(std::array{storage::SendResult{mail.id, What::untried, "the smarthost is paused", monday, mail.attempts}},
                   monday + 1s);
    const auto row = newest();
    EXPECT_EQ(row.status, "queued");
    EXPECT_EQ(row.attempts, 0);
    EXPECT_EQ(row.last_error, "the smarthost is paused");
    EXPECT_EQ(row.next_try_at, monday);
}

TEST_P(Sending, AMailMayEndTogetherWithWhatItsTicketIsTold) {
    const auto mail = claimed("kim@a.example");
    storage::Outcome outcome = outcome_of(ticket_of(1));
    outcome.sent = {{mail.id, What::failed, "550 no such user", {}}};
    write(tickets_, outcome);
    EXPECT_EQ(newest().status, "failed");
    EXPECT_EQ(newest().last_error, "550 no such user");

    const auto second = claimed("lee@a.example");
    auto stale = outcome_of(ticket_of(1));  // the number is taken: the whole write fails
    stale.sent = {{second.id, What::failed, "550", {}}};
    EXPECT_THROW(write(tickets_, stale), storage::Conflict);
    EXPECT_EQ(newest().status, "sending");
}

TEST_P(Sending, AMailThatCameBackHasFailedAfterAll) {
    const auto mail = claimed("kim@a.example");
    outbox_.finish(std::array{storage::SendResult{mail.id, What::sent, "250 ok", {}}}, monday);
    const auto come_back = [&](TicketId ticket) {
        storage::Outcome outcome;
        outcome.decision.returned = workflow::Returned{mail.id, ticket, "delivery failed to kim@a.example, 5.1.1"};
        write(tickets_, outcome);
    };
    come_back(TicketId{8});
    EXPECT_EQ(newest().status, "sent") << "a report about another ticket says nothing of it";
    EXPECT_EQ(outbox_.counts().sent, 1);
    come_back(TicketId{7});
    come_back(TicketId{7});
    EXPECT_EQ(newest().status, "failed");
    EXPECT_EQ(newest().last_error, "delivery failed to kim@a.example, 5.1.1");
    EXPECT_EQ(outbox_.counts().sent, 0);
    EXPECT_TRUE(outbox_.retry(mail.id, monday));
}

TEST_P(Sending, AWordToTheAdminIsAMailLikeOthers) {
    auto note = outgoing_of(1, "Postmaster@desk.example", "Subject: x\r\n\r\ny");
    note.ticket = {};
    outbox_.append(std::array{note}, monday);
    const auto mails = outbox_.claim(11, 10, 60s, monday);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].recipient, "Postmaster@desk.example");
    EXPECT_EQ(mails[0].raw, note.raw);
    EXPECT_FALSE(mails[0].ticket.is_set());
}

TEST_P(Sending, AddressesThatFailAreKeptUntilTheyAreFreed) {
    decide({{"kim@a.example", trouble(1, false)}, {"lee@a.example", trouble(3, true)}, {"kim@a.example", trouble(2, false)}});
    EXPECT_THAT(suppressions(), ElementsAre("lee@a.example", "kim@a.example"));
    EXPECT_EQ(failing_.suspended(), 1);
    const auto found = failing_.find(std::array<std::string, 2>{"kim@a.example", "nobody@a.example"});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found.at("kim@a.example"), trouble(2, false));
    EXPECT_EQ(failing_.list(1).at(0).trouble, trouble(3, true));

    decide({{"kim@a.example", trouble(3, true)}, {"lee@a.example", std::nullopt}});
    EXPECT_THAT(suppressions(), ElementsAre("kim@a.example"));
    EXPECT_TRUE(failing_.free("kim@a.example"));
    EXPECT_FALSE(failing_.free("kim@a.example"));
    EXPECT_THAT(suppressions(), IsEmpty());
}

TEST_P(Sending, ASnapshotKnowsTheFailingAddressesOfItsTicketsAndSenders) {
    auto ticket = ticket_of(1);
    ticket.requester.address = "Kim@a.example";
    ticket.watchers = {{"lee@a.example", monday}};
    write(tickets_, outcome_of(ticket));
    decide({{"kim@a.example", trouble(3, true)},
            {"lee@a.example", trouble(1, false)},
            {"max@a.example", trouble(2, false)},
            {"ned@a.example", trouble(2, false)}});
    workflow::ThreadKeys keys;
    keys.tickets = {TicketId{1}};
    keys.sender = "max@a.example";
    const auto snapshot = tickets_.load(std::array{keys}, monday);
    EXPECT_EQ(snapshot.failing.size(), 3U);
    EXPECT_EQ(snapshot.failing.at("kim@a.example"), trouble(3, true));
    EXPECT_FALSE(snapshot.failing.contains("ned@a.example"));
}

TEST_P(Sending, AnAdminsPauseAndTheSmarthostsOwnAreKeptApart) {
    Smarthost way{.name = "smtp://mail.example:25",
                  .state = Smarthost::State::refused,
                  .since = monday,
                  .tries = 2,
                  .next_try_at = monday + 5min,
                  .reason = "554 5.7.1 go away",
                  .told_at = monday};
    ways_.save(way);
    EXPECT_THAT(ways_.load(), ElementsAre(way));
    ways_.hold(way.name, monday);
    way.held = true;
    EXPECT_THAT(ways_.load(), ElementsAre(way));
    way.state = Smarthost::State::open;
    way.told_at = std::nullopt;
    ways_.save(way);
    EXPECT_THAT(ways_.load(), ElementsAre(way)) << "what a daemon finds out does not end an admin's pause";
    EXPECT_TRUE(ways_.resume(way.name));
    EXPECT_FALSE(ways_.resume(way.name));
    EXPECT_THAT(ways_.load(), IsEmpty());
}

TEST_P(Sending, ResumeWithoutANameIsForAll) {
    ways_.hold("", monday);
    ways_.hold("smtp://a.example:25", monday);
    Smarthost open{.name = "smtp://b.example:25", .reason = "451 was busy", .told_at = monday};
    ways_.save(open);
    EXPECT_EQ(ways_.load().size(), 3U);
    EXPECT_EQ(ways_.load().at(0).since, monday);
    EXPECT_TRUE(ways_.resume(""));
    EXPECT_THAT(ways_.load(), ElementsAre(open)) << "when the admin was told is not forgotten";
}

}  // namespace storage_tests
