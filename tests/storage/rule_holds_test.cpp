// Tests rules on hold, the admin's approval, and what it covers.
#include "storage/rule_holds.hpp"

#include "tests/storage/both.hpp"
#include "storage/settings.hpp"

namespace storage_tests {

using std::chrono::hours;

class RuleHoldsTest : public StoreTest {
protected:
    storage::RuleHolds::Hold sweep(std::int64_t tickets = 5) {
        storage::RuleHolds::Hold hold;
        hold.fingerprint = "f1";
        hold.rule = "sweep";
        hold.tickets = tickets;
        return hold;
    }
    bool put(const storage::RuleHolds::Hold& hold, Instant now = monday) { return holds_.put(hold, question_, now); }
    std::optional<Instant> since() { return holds_.all().at(0).since; }
    std::optional<Instant> allowed_at() { return holds_.all().at(0).allowed_at; }

    const storage::NewOutgoing question_ = outgoing_of(0, "root@desk.example", "To: root\r\n\r\nMay it?\r\n");
    storage::RuleHolds holds_{session_};
};
ON_BOTH_DATABASES(RuleHoldsTest);

TEST_P(RuleHoldsTest, TheAdminIsAskedOnceHoweverManyDaemonsCount) {
    EXPECT_TRUE(put(sweep()));
    const auto other = connect();
    EXPECT_FALSE(storage::RuleHolds(*other).put(sweep(6), question_, monday + hours{1}));
    auto expected = sweep();
    expected.since = monday;
    EXPECT_EQ(holds_.all(), std::vector{expected});
    EXPECT_EQ(outbox_.counts().queued, 1);
}

TEST_P(RuleHoldsTest, AYesMakesAllTicketsDueThatAreNotClosed) {
    auto later = ticket_of(1);
    later.next_due_at = monday + hours{100};
    auto never = ticket_of(2);
    never.next_due_at.reset();
    auto closed = ticket_of(3);
    closed.status = config::Status::closed;
    closed.next_due_at.reset();
    for (const auto& ticket : {later, never, closed})
        write(tickets_, outcome_of(ticket));
    const auto version = tickets_.find({1})->version;
    EXPECT_FALSE(holds_.allow("f1", monday)) << "nobody asked";
    EXPECT_TRUE(tickets_.due(monday + hours{2}, 10).empty());
    put(sweep());
    EXPECT_FALSE(holds_.allow("f2", monday));
    EXPECT_TRUE(holds_.allow("f1", monday + hours{2}));
    EXPECT_EQ(tickets_.due(monday + hours{2}, 10).size(), 2U);
    EXPECT_GT(tickets_.find({1})->version, version) << "what was decided while it was on hold must not be written";
    EXPECT_EQ(since(), std::nullopt);
    EXPECT_EQ(allowed_at(), monday + hours{2});
    EXPECT_FALSE(holds_.allow("f1", monday + hours{3})) << "said already";
}

TEST_P(RuleHoldsTest, AYesHoldsForWhatWasCountedEvenOnAClockThatIsBehind) {
    put(sweep());
    EXPECT_TRUE(holds_.allow("f1", monday - hours{1}));
    EXPECT_EQ(allowed_at(), monday);
}

TEST_P(RuleHoldsTest, ANewMassIsHeldWhileTheOldOneMayStillRun) {
    put(sweep());
    holds_.allow("f1", monday + hours{1});
    EXPECT_TRUE(put(sweep(9), monday + hours{2}));
    EXPECT_EQ(since(), monday + hours{2});
    EXPECT_EQ(allowed_at(), monday + hours{1});
    EXPECT_EQ(holds_.all().at(0).tickets, 9);
    EXPECT_EQ(outbox_.counts().queued, 2) << "it is another question";
    holds_.end_allowance(holds_.all().at(0));
    EXPECT_EQ(allowed_at(), std::nullopt);
    EXPECT_EQ(since(), monday + hours{2});
}

TEST_P(RuleHoldsTest, WhatIsDoneIsForgottenButNotALaterYes) {
    put(sweep());
    holds_.allow("f1", monday + hours{1});
    const auto first = holds_.all().at(0);
    put(sweep(), monday + hours{2});
    holds_.allow("f1", monday + hours{3});
    holds_.end_allowance(first);
    EXPECT_EQ(allowed_at(), monday + hours{3});
    holds_.end_allowance(holds_.all().at(0));
    EXPECT_TRUE(holds_.all().empty());
}

TEST_P(RuleHoldsTest, OtherTermsKeepWhatIsStillARule) {
    storage::Settings settings(session_);
    put(sweep());
    auto other = sweep();
    other.fingerprint = "f2";
    other.rule = "another";
    put(other);
    const std::vector<std::string> one{"f1"};
    EXPECT_TRUE(settings.use_terms("first", one, monday));
    ASSERT_EQ(holds_.all().size(), 1U);
    EXPECT_EQ(holds_.all().at(0).rule, "sweep");
    EXPECT_FALSE(settings.use_terms("first", {}, monday)) << "the same terms change nothing";
    EXPECT_EQ(holds_.all().size(), 1U);
    EXPECT_TRUE(settings.use_terms("second", {}, monday));
    EXPECT_TRUE(holds_.all().empty());
}

}  // namespace storage_tests
