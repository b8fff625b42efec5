// Tests claims, results, listing and retries of outgoing mail.
#include "storage/outbox.hpp"

#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <array>
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace storage_tests {

using namespace std::chrono_literals;
using storage::ClaimedOutgoing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using What = storage::Outbox::Result::What;

namespace {

constexpr std::int64_t self = 11;

class Outbox : public StoreTest {
protected:
    /// Queues one mail for each recipient at the time `at`.
    void queue(const std::vector<std::string>& recipients, Instant at = monday) {
        storage::Outcome outcome;
        for (const std::string& recipient : recipients)
            outcome.outgoing.push_back(outgoing_of(7, recipient, "To: " + recipient + "\r\n\r\nHello"));
        write(tickets_, outcome, at);
    }
    void execute(const std::string& statement) {
        session_.transaction([&](soci::session& connection) {
            storage::Query(storage::Sql{connection, on_postgresql()}, statement).run();
        });
    }
};
ON_BOTH_DATABASES(Outbox);

std::vector<std::string> recipients(const std::vector<ClaimedOutgoing>& mails) {
    std::vector<std::string> out;
    for (const auto& mail : mails)
        out.push_back(mail.recipient);
    return out;
}

}  // namespace

TEST_P(Outbox, MailsComeBackAsTheyWereFrozen) {
    storage::Outcome outcome;
    storage::NewOutgoing about_ticket = outgoing_of(7, "kim@contoso.example", std::string("Subject: x\r\n\r\n\0\xFF", 16));
    storage::NewOutgoing about_none = outgoing_of(7, "lee@contoso.example", "b");
    about_none.ticket = TicketId{};
    about_none.return_path = "";
    about_none.kind = workflow::MailKind::refusal;
    outcome.outgoing = {about_ticket, about_none};
    write(tickets_, outcome);

    const auto mails = outbox_.claim(self, 10, 60s, monday);
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(mails[0].ticket, TicketId{7});
    EXPECT_EQ(mails[0].kind, workflow::MailKind::acknowledgement);
    EXPECT_EQ(mails[0].recipient, about_ticket.recipient);
    EXPECT_EQ(mails[0].return_path, about_ticket.return_path);
    EXPECT_EQ(mails[0].message_id, about_ticket.message_id);
    EXPECT_EQ(mails[0].raw, about_ticket.raw);
    EXPECT_EQ(mails[0].attempts, 0);
    EXPECT_EQ(mails[0].created_at, monday);
    EXPECT_FALSE(mails[1].ticket.is_set());
    EXPECT_EQ(mails[1].return_path, "");
    EXPECT_EQ(mails[1].kind, workflow::MailKind::refusal);
    EXPECT_EQ(outbox_.raw(mails[0].id), about_ticket.raw);
    EXPECT_FALSE(outbox_.raw(config::OutboxId{999}).has_value());
}

TEST_P(Outbox, ClaimsWhatIsDueOldestFirstAndOnce) {
    queue({"late@a.example"}, monday + 10s);
    queue({"first@a.example", "second@a.example"}, monday);
    EXPECT_EQ(outbox_.next_due(), monday);
    EXPECT_THAT(recipients(outbox_.claim(self, 1, 60s, monday)), ElementsAre("first@a.example"));
    EXPECT_THAT(recipients(outbox_.claim(self, 10, 60s, monday + 9s)), ElementsAre("second@a.example"));
    EXPECT_EQ(outbox_.next_due(), monday + 10s);
    EXPECT_THAT(recipients(outbox_.claim(self, 10, 60s, monday + 10s)), ElementsAre("late@a.example"));
    EXPECT_THAT(outbox_.claim(self, 10, 60s, monday + 10s), IsEmpty());
    EXPECT_EQ(outbox_.next_due(), std::nullopt);
    EXPECT_THAT(outbox_.claim(self, 0, 60s, monday), IsEmpty());
}

TEST_P(Outbox, FinishSaysWhatBecameOfEach) {
    queue({"sent@a.example", "failed@a.example", "later@a.example"});
    const auto mails = outbox_.claim(self, 10, 60s, monday);
    ASSERT_EQ(mails.size(), 3U);
    const std::array results{storage::Outbox::Result{mails[2].id, What::deferred, "450 busy", monday + 60s},
                             storage::Outbox::Result{mails[0].id, What::sent, "250 ok", {}},
                             storage::Outbox::Result{mails[1].id, What::failed, "550 no such user", {}}};
    outbox_.finish(results, monday + 1s);

    const auto rows = outbox_.list(10, "");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].recipient, "later@a.example");
    EXPECT_EQ(rows[0].status, "queued");
    EXPECT_EQ(rows[0].last_error, "450 busy");
    EXPECT_EQ(rows[0].next_try_at, monday + 60s);
    EXPECT_EQ(rows[0].attempts, 1);
    EXPECT_EQ(rows[0].kind, "acknowledgement");
    EXPECT_EQ(rows[1].status, "failed");
    EXPECT_EQ(rows[1].last_error, "550 no such user");
    EXPECT_EQ(rows[1].next_try_at, std::nullopt);
    EXPECT_EQ(rows[2].status, "sent");
    EXPECT_EQ(rows[2].sent_at, monday + 1s);
    EXPECT_EQ(rows[2].created_at, monday);

    EXPECT_THAT(outbox_.claim(self, 10, 60s, monday + 59s), IsEmpty());
    const auto again = outbox_.claim(self, 10, 60s, monday + 60s);
    ASSERT_THAT(recipients(again), ElementsAre("later@a.example"));
    EXPECT_EQ(again[0].attempts, 1);
    EXPECT_EQ(again[0].message_id, mails[2].message_id);
    EXPECT_EQ(again[0].raw, mails[2].raw);
    const auto counts = outbox_.counts();
    EXPECT_EQ(counts.queued, 0);
    EXPECT_EQ(counts.sending, 1);
    EXPECT_EQ(counts.sent, 1);
    EXPECT_EQ(counts.failed, 1);
}

TEST_P(Outbox, ListNarrowsByStatusNewestFirst) {
    queue({"a@a.example", "b@a.example", "c@a.example"});
    const auto first = outbox_.claim(self, 1, 60s, monday);
    ASSERT_EQ(first.size(), 1U);
    outbox_.finish(std::array{storage::Outbox::Result{first[0].id, What::sent, "", {}}}, monday);
    EXPECT_EQ(outbox_.list(10, "queued").size(), 2U);
    EXPECT_EQ(outbox_.list(1, "queued").at(0).recipient, "c@a.example");
    EXPECT_EQ(outbox_.list(10, "sent").size(), 1U);
    EXPECT_THAT(outbox_.list(10, "dropped"), IsEmpty());
    EXPECT_THAT(outbox_.list(10, "no' such"), IsEmpty());
}

TEST_P(Outbox, WhatASlowSenderSaysDoesNotUndoWhatAFasterOneDid) {
    queue({"kim@a.example"});
    const auto slow = outbox_.claim(self, 1, 60s, monday);
    execute("update outbox set lease_until = 0 where status = 'sending'");
    const auto fast = outbox_.claim(self + 1, 1, 60s, monday);
    ASSERT_EQ(slow.size(), 1U);
    ASSERT_EQ(fast.size(), 1U);
    EXPECT_EQ(fast[0].attempts, 1);
    outbox_.finish(std::array{storage::Outbox::Result{fast[0].id, What::sent, "", {}}}, monday);
    outbox_.finish(std::array{storage::Outbox::Result{slow[0].id, What::deferred, "451", monday}}, monday);
    outbox_.finish(std::array{storage::Outbox::Result{slow[0].id, What::sent, "", {}}}, monday + 5s);
    EXPECT_EQ(outbox_.list(1, "").at(0).status, "sent");
    EXPECT_EQ(outbox_.list(1, "").at(0).sent_at, monday);
    EXPECT_EQ(outbox_.counts().sent, 1);
}

TEST_P(Outbox, ADeadDaemonsRowsAreSentByTheNextOne) {
    queue({"kim@a.example"});
    ASSERT_EQ(outbox_.claim(self, 1, 60s, monday).size(), 1U);
    EXPECT_EQ(outbox_.release_dead(self), 0);
    EXPECT_EQ(outbox_.release_dead(self + 100), 1);
    const auto again = outbox_.claim(self + 100, 1, 60s, monday);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 1);
}

TEST_P(Outbox, AnAdminRetriesAndDrops) {
    queue({"failed@a.example", "waiting@a.example"});
    const auto mails = outbox_.claim(self, 10, 60s, monday);
    ASSERT_EQ(mails.size(), 2U);
    outbox_.finish(std::array{storage::Outbox::Result{mails[0].id, What::failed, "550", {}},
                              storage::Outbox::Result{mails[1].id, What::deferred, "450", monday + 1h}},
                   monday);
    EXPECT_TRUE(outbox_.retry(mails[0].id, monday + 1s));
    EXPECT_TRUE(outbox_.retry(mails[1].id, monday + 1s));
    EXPECT_FALSE(outbox_.retry(config::OutboxId{999}, monday));
    EXPECT_EQ(outbox_.next_due(), monday + 1s);
    EXPECT_TRUE(outbox_.drop(mails[1].id));
    EXPECT_FALSE(outbox_.drop(mails[1].id));
    EXPECT_FALSE(outbox_.retry(mails[1].id, monday));
    const auto again = outbox_.claim(self, 10, 60s, monday + 1s);
    ASSERT_THAT(recipients(again), ElementsAre("failed@a.example"));
    EXPECT_EQ(again[0].attempts, 0);
    EXPECT_EQ(outbox_.list(10, "dropped").size(), 1U);
}

TEST_P(Outbox, CopiesToSeveralPeopleComeBackEachAsItWas) {
    storage::Outcome outcome;
    const std::string body(5000, 'b');
    for (const char* name : {"ana", "ben", "cleo"}) {
        outcome.outgoing.push_back(
            outgoing_of(7, std::string(name) + "@desk.example", "To: " + std::string(name) + "\r\n\r\n" + body));
        outcome.outgoing.push_back(outgoing_of(7, std::string(name) + "@contoso.example", "Dear " + std::string(name)));
        outcome.outgoing.back().kind = workflow::MailKind::client_comment;
    }
    tickets_.write(std::array{outcome, outcome}, monday);
    // Claims one at a time, so that copies are read without the mail against which they were packed.
    for (int i = 0; i < 12; ++i) {
        const auto mails = outbox_.claim(self, 1, 60s, monday);
        ASSERT_EQ(mails.size(), 1U);
        const auto& expected = outcome.outgoing[static_cast<std::size_t>(i) % 6];
        EXPECT_EQ(mails[0].recipient, expected.recipient);
        EXPECT_EQ(mails[0].raw, expected.raw);
        EXPECT_EQ(outbox_.raw(mails[0].id), expected.raw);
    }
}

TEST_P(Outbox, DamagedBytesFailAndDoNotStopTheRest) {
    queue({"a@a.example"});
    queue({"b@a.example"});
    execute("delete from outbox_chunk where outbox = (select min(id) from outbox)");
    EXPECT_THAT(recipients(outbox_.claim(self, 10, 60s, monday)), ElementsAre("b@a.example"));
    EXPECT_EQ(outbox_.list(10, "failed").size(), 1U);
}

}  // namespace storage_tests
