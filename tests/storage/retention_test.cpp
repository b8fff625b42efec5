// Tests what [retention] removes, what it keeps, and in which steps.
#include "storage/retention.hpp"

#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <gmock/gmock.h>

#include <array>

using namespace storage_tests;
using namespace std::chrono_literals;

namespace {

constexpr auto year = std::chrono::days{365};

class Retention : public StoreTest {
protected:
    config::InboxId take(const std::string& key, Instant at, bool finish = true) {
        auto mail = mail_of(key, "From: kim@contoso.example\r\n\r\n" + key);
        mail.envelope.received_at = at;
        const auto id = inbox_.append({&mail, 1}).front().id;
        if (finish) {
            storage::Outcome outcome;
            outcome.inbox = id;
            write(tickets_, outcome, at);
        }
        return id;
    }
    void close(std::int64_t number, std::optional<Instant> at, std::optional<std::int64_t> into = {}) {
        auto ticket = ticket_of(number);
        ticket.status = at ? config::Status::closed : config::Status::open;
        ticket.closed_at = at;
        if (into) ticket.links = {{workflow::Link::Kind::merged_into, {*into}}};
        auto outcome = outcome_of(ticket);
        outcome.decision.opened = true;
        outcome.decision.entries = {comment_of(number, "It hums.")};
        write(tickets_, outcome);
    }
    std::string title(std::int64_t number) { return tickets_.find({number})->title; }
    /// The number of steps until nothing was left; the removed rows are added to `removed`.
    template <class Step>
    static int until_done(std::int64_t& removed, Step step) {
        int steps = 1;
        for (auto done = step();; done = step(), ++steps) {
            removed += done.removed;
            if (!done.more) return steps;
        }
    }

    storage::Retention retention_{session_};
};

}  // namespace

TEST_P(Retention, BytesOfOldMailsGoAndYoungOnesStay) {
    const auto old = take("old", monday - year);
    const auto young = take("young", monday);
    std::int64_t removed = 0;
    until_done(removed, [&] { return retention_.received_mails(monday - year + 1s); });
    EXPECT_EQ(removed, 1);
    EXPECT_FALSE(inbox_.raw(old));
    EXPECT_TRUE(inbox_.raw(young));
    EXPECT_EQ(inbox_.counts().done, 2);
    removed = 0;
    until_done(removed, [&] { return retention_.received_mails(monday - year + 1s); });
    EXPECT_EQ(removed, 0) << "they are gone once";
    auto again = mail_of("old", "From: kim@contoso.example\r\n\r\nold");
    EXPECT_EQ(inbox_.append({&again, 1}).front().id, old) << "a copy of an old mail is known as such";
}

TEST_P(Retention, WhatWaitsOrIsInQuarantineKeepsItsBytes) {
    const auto waits = take("waits", monday - year, false);
    const auto bad = take("bad", monday - year, false);
    inbox_.quarantine(bad, "it loops");
    const auto done = take("done", monday - year);
    std::int64_t removed = 0;
    until_done(removed, [&] { return retention_.received_mails(monday); });
    EXPECT_EQ(removed, 1);
    EXPECT_TRUE(inbox_.raw(waits));
    EXPECT_TRUE(inbox_.raw(bad));
    EXPECT_FALSE(inbox_.raw(done));
    ASSERT_TRUE(inbox_.drop(bad));
    until_done(removed, [&] { return retention_.received_mails(monday); });
    EXPECT_FALSE(inbox_.raw(bad)) << "a later pass sees that it is dealt with";
}

TEST_P(Retention, ManyMailsGoInStepsThatEnd) {
    std::vector<storage::Outcome> outcomes;
    for (int i = 0; i < 450; ++i) {
        auto mail = mail_of("key " + std::to_string(i), "text");
        outcomes.emplace_back().inbox = inbox_.append({&mail, 1}).front().id;
    }
    tickets_.write(outcomes, monday);
    std::int64_t removed = 0;
    EXPECT_EQ(until_done(removed, [&] { return retention_.received_mails(monday + 1s); }), 4)
        << "three of 200, and one that sees the end";
    EXPECT_EQ(removed, 450);
}

TEST_P(Retention, OurMailsGoWhenNobodyNeedsThem) {
    // The second and third mails are packed against the first.
    auto outcome = outcome_of(ticket_of(1));
    for (const auto* to : {"a@contoso.example", "b@contoso.example", "c@contoso.example"})
        outcome.outgoing.push_back(outgoing_of(1, to, std::string(2000, 'x') + to));
    write(tickets_, outcome);
    std::int64_t removed = 0;
    const auto pass = [&] { until_done(removed, [&] { return retention_.sent_mails(monday + 1s); }); };
    pass();
    EXPECT_EQ(removed, 0) << "they wait";
    const auto mails = outbox_.claim(1, 10, 60s, monday);
    ASSERT_EQ(mails.size(), 3U);
    using What = storage::SendResult::What;
    const std::array<storage::SendResult, 3> results{{{mails[0].id, What::sent, "", {}, 0},
                                                      {mails[1].id, What::sent, "", {}, 0},
                                                      {mails[2].id, What::failed, "550 no", {}, 0}}};
    outbox_.finish(results, monday);
    pass();
    EXPECT_EQ(removed, 1) << "the failed one, which the admin may send again, needs the first";
    EXPECT_FALSE(outbox_.raw(mails[1].id));
    EXPECT_EQ(outbox_.raw(mails[2].id), mails[2].raw);
    ASSERT_TRUE(outbox_.drop(mails[2].id));
    pass();
    EXPECT_EQ(removed, 3);
    EXPECT_FALSE(outbox_.raw(mails[0].id));
    EXPECT_EQ(outbox_.list(10, "").size(), 3U) << "what was sent to whom is still known";
}

TEST_P(Retention, ClosedTicketsAreErasedAfterTheirTime) {
    close(1, monday - year);
    close(2, monday - 10 * 24h);
    close(3, std::nullopt);
    std::int64_t removed = 0;
    const auto pass = [&] {
        return until_done(removed, [&] { return retention_.closed_tickets(monday - 30 * 24h, 30 * 24h, monday); });
    };
    pass();
    EXPECT_EQ(removed, 1);
    EXPECT_EQ(title(1), "erased");
    EXPECT_EQ(tickets_.entries({1}).back().author, "ticketd");
    EXPECT_EQ(tickets_.entries({1}).back().event, workflow::TicketEvent(workflow::event::TicketErased{30 * 24 * 60}));
    EXPECT_EQ(tickets_.entries({1}).size(), 1U);
    EXPECT_EQ(title(2), "Scanner 2 is silent");
    EXPECT_EQ(title(3), "Scanner 3 is silent");
    pass();
    EXPECT_EQ(removed, 1) << "once";
}

TEST_P(Retention, AMergedTicketGoesWithWhatItWasMergedInto) {
    close(1, monday - year, 2);
    close(2, std::nullopt);
    std::int64_t removed = 0;
    const auto pass = [&] {
        until_done(removed, [&] { return retention_.closed_tickets(monday - 30 * 24h, 30 * 24h, monday); });
    };
    pass();
    EXPECT_EQ(removed, 0);
    auto into = *tickets_.find({2});
    into.status = config::Status::closed;
    into.closed_at = monday - 31 * 24h;
    write(tickets_, outcome_of(into));
    pass();
    EXPECT_EQ(removed, 2);
    EXPECT_EQ(title(1), "erased");
}

ON_BOTH_DATABASES(Retention);
