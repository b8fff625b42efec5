// Tests appending, duplicates, claims, solo rows, quarantine and counts of the inbox.
#include "storage/inbox.hpp"

#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <array>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <set>
#include <thread>

namespace storage_tests {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

constexpr std::int64_t self = 11;
constexpr std::int64_t plenty = 1 << 30;

class Inbox : public StoreTest {
protected:
    std::vector<storage::Appended> append(const std::vector<storage::NewMail>& mails) { return inbox_.append(mails); }
    void execute(const std::string& statement) {
        session_.transaction([&](soci::session& connection) {
            storage::Query(storage::Sql{connection, on_postgresql()}, statement).run();
        });
    }
};
ON_BOTH_DATABASES(Inbox);

std::vector<std::string> texts(const std::vector<storage::ClaimedMail>& mails) {
    std::vector<std::string> out;
    for (const auto& mail : mails)
        out.push_back(mail.raw);
    return out;
}

}  // namespace

TEST_P(Inbox, EnvelopeAndBytesComeBackAsTheyCame) {
    const std::string raw("Subject: \xFF\r\n\r\nnul \0 here\r\n", 26);
    storage::NewMail mail = mail_of("key", raw);
    mail.envelope.route = mail::Route::submission;
    mail.envelope.from = "";
    mail.envelope.recipients = {"support@desk.example", "\"odd \\\" one\"@desk.example"};
    mail.envelope.auth_technician = "ana";
    mail.envelope.tls = true;
    mail.envelope.peer_trusted = true;
    mail.envelope.smtputf8 = true;
    const auto appended = append({mail});
    ASSERT_EQ(appended.size(), 1U);
    EXPECT_FALSE(appended[0].duplicate);

    const auto claimed = inbox_.claim(self, 10, plenty);
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_EQ(claimed[0].id, appended[0].id);
    EXPECT_EQ(claimed[0].raw, raw);
    EXPECT_FALSE(claimed[0].solo);
    EXPECT_EQ(claimed[0].attempts, 0);
    const mail::Envelope& envelope = claimed[0].envelope;
    EXPECT_EQ(envelope.route, mail::Route::submission);
    EXPECT_EQ(envelope.from, "");
    EXPECT_EQ(envelope.recipients, mail.envelope.recipients);
    EXPECT_EQ(envelope.peer, "192.0.2.7");
    EXPECT_EQ(envelope.helo, "mx.contoso.example");
    EXPECT_EQ(envelope.auth_technician, "ana");
    EXPECT_TRUE(envelope.tls);
    EXPECT_TRUE(envelope.peer_trusted);
    EXPECT_TRUE(envelope.smtputf8);
    EXPECT_EQ(envelope.received_at, monday);
    EXPECT_EQ(inbox_.raw(appended[0].id), raw);
    EXPECT_FALSE(inbox_.raw(config::InboxId{999}).has_value());
}

TEST_P(Inbox, ALargeMailComesBackWhole) {
    std::string raw(7'000'000, '\0');
    std::uint32_t state = 99;
    for (char& c : raw) {
        state = state * 1'664'525 + 1'013'904'223;
        c = static_cast<char>(state >> 24U);
    }
    append({mail_of("large", raw)});
    const auto claimed = inbox_.claim(self, 1, 1);
    ASSERT_EQ(claimed.size(), 1U);
    EXPECT_TRUE(claimed[0].raw == raw);
}

TEST_P(Inbox, ADuplicateIsAnsweredAsTheFirstOneAndBringsItsRecipients) {
    storage::NewMail first = mail_of("same", "text");
    storage::NewMail token = first;
    token.envelope.recipients = {"support+abc@desk.example", "support@desk.example"};
    const auto batch = append({first, mail_of("other", "text"), token});
    ASSERT_EQ(batch.size(), 3U);
    EXPECT_FALSE(batch[0].duplicate);
    EXPECT_FALSE(batch[1].duplicate);
    EXPECT_TRUE(batch[2].duplicate);
    EXPECT_EQ(batch[2].id, batch[0].id);
    EXPECT_NE(batch[1].id, batch[0].id);

    token.envelope.recipients = {"support+def@desk.example"};
    const auto later = append({token, mail_of("third", "text")});
    EXPECT_TRUE(later[0].duplicate);
    EXPECT_EQ(later[0].id, batch[0].id);
    EXPECT_FALSE(later[1].duplicate);

    const auto claimed = inbox_.claim(self, 10, plenty);
    ASSERT_EQ(claimed.size(), 3U);
    EXPECT_THAT(claimed[0].envelope.recipients,
                ElementsAre("support@desk.example", "support+abc@desk.example", "support+def@desk.example"));

    // Too late: the mail is already being handled.
    token.envelope.recipients = {"support+ghi@desk.example"};
    EXPECT_TRUE(append({token})[0].duplicate);
    inbox_.give_back(std::array{batch[0].id});
    EXPECT_EQ(inbox_.claim(self, 1, plenty).at(0).envelope.recipients.size(), 3U);
}

TEST_P(Inbox, MailsWithoutAKeyAreNoDuplicates) {
    const auto appended = append({mail_of("", "one"), mail_of("", "two")});
    EXPECT_FALSE(appended[1].duplicate);
    EXPECT_NE(appended[0].id, appended[1].id);
    EXPECT_THAT(append({}), IsEmpty());
}

TEST_P(Inbox, ClaimsKeepTheOrderAndBothBounds) {
    append({mail_of("a", "1"), mail_of("b", "22"), mail_of("c", "333"), mail_of("d", "4444")});
    EXPECT_THAT(texts(inbox_.claim(self, 2, plenty)), ElementsAre("1", "22"));
    EXPECT_THAT(texts(inbox_.claim(self, 10, 3)), ElementsAre("333"));
    EXPECT_THAT(texts(inbox_.claim(self, 10, 1)), ElementsAre("4444"));  // one mail is always claimed
    EXPECT_THAT(inbox_.claim(self, 10, plenty), IsEmpty());
    EXPECT_EQ(inbox_.counts().running, 4);
}

TEST_P(Inbox, WhatIsGivenBackIsClaimedAgainInABatch) {
    const auto appended = append({mail_of("a", "1"), mail_of("b", "2")});
    ASSERT_EQ(inbox_.claim(self, 10, plenty).size(), 2U);
    inbox_.give_back(std::array{appended[0].id, appended[1].id});
    const auto again = inbox_.claim(self, 10, plenty);
    EXPECT_THAT(texts(again), ElementsAre("1", "2"));
    EXPECT_FALSE(again[0].solo);
}

TEST_P(Inbox, AnEndedLeaseIsClaimedAgain) {
    append({mail_of("a", "1"), mail_of("b", "2")});
    ASSERT_EQ(inbox_.claim(self, 1, plenty).size(), 1U);
    execute("update inbox set lease_until = 0 where status = 'running'");
    const auto again = inbox_.claim(self + 1, 10, plenty);
    EXPECT_THAT(texts(again), ElementsAre("1", "2"));
    EXPECT_FALSE(again[0].solo);
}

TEST_P(Inbox, RowsInFlightAtAnUncleanEndRunAloneAndAreQuarantinedAfterThree) {
    append({mail_of("a", "poison"), mail_of("b", "innocent"), mail_of("c", "waiting")});
    ASSERT_EQ(inbox_.claim(self, 2, plenty).size(), 2U);
    // Each round is a start that ends while the first mail is being handled.
    for (int attempt = 0; attempt < 3; ++attempt) {
        EXPECT_EQ(inbox_.release_dead(self + 100), attempt == 0 ? 2 : 1);
        const auto alone = inbox_.claim(self, 0, plenty);
        ASSERT_THAT(texts(alone), ElementsAre("poison"));
        EXPECT_TRUE(alone[0].solo);
        EXPECT_EQ(alone[0].attempts, attempt);
    }
    EXPECT_EQ(inbox_.release_dead(self + 100), 1);
    ASSERT_THAT(texts(inbox_.claim(self, 10, plenty)), ElementsAre("innocent"));
    EXPECT_THAT(texts(inbox_.claim(self, 0, plenty)), IsEmpty());
    EXPECT_THAT(texts(inbox_.claim(self, 10, plenty)), ElementsAre("waiting"));
    const auto quarantined = inbox_.quarantined(10);
    ASSERT_EQ(quarantined.size(), 1U);
    EXPECT_EQ(quarantined[0].raw_bytes, 6);
    EXPECT_EQ(quarantined[0].from, "kim@contoso.example");
    EXPECT_EQ(quarantined[0].received_at, monday);
    EXPECT_NE(quarantined[0].reason.find("3 times"), std::string::npos) << quarantined[0].reason;
    EXPECT_EQ(inbox_.raw(quarantined[0].id), "poison");
}

TEST_P(Inbox, ASoloRowThatIsGivenBackCountsNoAttempt) {
    const auto appended = append({mail_of("a", "1")});
    ASSERT_EQ(inbox_.claim(self, 1, plenty).size(), 1U);
    ASSERT_EQ(inbox_.release_dead(self + 100), 1);
    for (int i = 0; i < 5; ++i) {
        const auto alone = inbox_.claim(self, 1, plenty);
        ASSERT_EQ(alone.size(), 1U);
        EXPECT_TRUE(alone[0].solo);
        EXPECT_EQ(alone[0].attempts, 0);
        inbox_.give_back(std::array{appended[0].id});
    }
}

TEST_P(Inbox, OwnRowsAreNotReleased) {
    append({mail_of("a", "1")});
    ASSERT_EQ(inbox_.claim(self, 1, plenty).size(), 1U);
    EXPECT_EQ(inbox_.release_dead(self), 0);
    EXPECT_EQ(inbox_.counts().running, 1);
}

TEST_P(Inbox, QuarantineKeepsTheMailUntilSomebodyDecides) {
    const auto appended = append({mail_of("a", "one"), mail_of("b", "two")});
    ASSERT_EQ(inbox_.claim(self, 10, plenty).size(), 2U);
    for (const auto& row : appended)
        inbox_.quarantine(row.id, std::string("cannot be \0read", 15));
    ASSERT_EQ(inbox_.quarantined(10).size(), 2U);
    EXPECT_EQ(inbox_.quarantined(1).size(), 1U);
    EXPECT_EQ(inbox_.quarantined(10)[0].reason, "cannot be read");
    EXPECT_THAT(inbox_.claim(self, 10, plenty), IsEmpty());

    EXPECT_TRUE(inbox_.retry(appended[0].id));
    EXPECT_FALSE(inbox_.retry(appended[0].id));
    const auto again = inbox_.claim(self, 10, plenty);
    ASSERT_THAT(texts(again), ElementsAre("one"));
    EXPECT_TRUE(again[0].solo);

    EXPECT_TRUE(inbox_.drop(appended[1].id));
    EXPECT_FALSE(inbox_.drop(appended[1].id));
    EXPECT_FALSE(inbox_.drop(config::InboxId{999}));
    EXPECT_THAT(inbox_.quarantined(10), IsEmpty());
    EXPECT_EQ(inbox_.counts().done, 1);
    EXPECT_EQ(inbox_.raw(appended[1].id), "two");
}

TEST_P(Inbox, DamagedBytesGoToQuarantineAndDoNotStopTheRest) {
    const auto appended = append({mail_of("a", "one"), mail_of("b", "two"), mail_of("c", "three")});
    execute(fmt::format("delete from inbox_chunk where inbox = {}", appended[1].id.value));
    EXPECT_THAT(texts(inbox_.claim(self, 10, plenty)), ElementsAre("one", "three"));
    ASSERT_EQ(inbox_.quarantined(10).size(), 1U);
    EXPECT_EQ(inbox_.quarantined(10)[0].id, appended[1].id);
}

TEST_P(Inbox, CountsFollowTheStatus) {
    const auto appended = append({mail_of("a", "1"), mail_of("b", "2"), mail_of("c", "3"), mail_of("d", "4")});
    ASSERT_EQ(inbox_.claim(self, 3, plenty).size(), 3U);
    inbox_.quarantine(appended[0].id, "why");
    storage::Outcome done;
    done.inbox = appended[1].id;
    write(tickets_, done);
    const auto counts = inbox_.counts();
    EXPECT_EQ(counts.queued, 1);
    EXPECT_EQ(counts.running, 1);
    EXPECT_EQ(counts.done, 1);
    EXPECT_EQ(counts.quarantined, 1);
}

TEST_P(Inbox, SessionsThatAppendAndClaimAtOnceGiveEachMailOnce) {
    constexpr int sessions = 3;
    constexpr int mails = 60;
    std::vector<std::vector<std::string>> claimed(sessions);
    std::vector<std::set<std::int64_t>> ids(sessions);
    {
        std::vector<std::jthread> threads;
        for (std::size_t s = 0; s < sessions; ++s) {
            threads.emplace_back([&, s] {
                const auto session = connect();
                storage::Inbox inbox(*session);
                for (int i = 0; i < mails; i += 4) {
                    std::vector<storage::NewMail> batch;
                    // Every session sends the same mails, each in a different order.
                    for (int k = 0; k < 4; ++k) {
                        const int mail = s == 1 ? mails - 1 - (i + k) : i + k;
                        batch.push_back(mail_of(fmt::format("key{}", mail), fmt::format("mail {}", mail)));
                    }
                    for (const auto& row : inbox.append(batch))
                        ids[s].insert(row.id.value);
                    for (const auto& mail : inbox.claim(static_cast<std::int64_t>(s) + 1, 5, plenty))
                        claimed[s].push_back(mail.raw);
                }
            });
        }
    }
    std::multiset<std::string> all;
    for (const auto& part : claimed)
        all.insert(part.begin(), part.end());
    for (const auto& mail : inbox_.claim(self, 1000, plenty))
        all.insert(mail.raw);
    EXPECT_EQ(all.size(), static_cast<std::size_t>(mails));
    for (int i = 0; i < mails; ++i)
        EXPECT_EQ(all.count(fmt::format("mail {}", i)), 1U);
    EXPECT_EQ(ids[0], ids[1]);
    EXPECT_EQ(ids[0], ids[2]);
}

}  // namespace storage_tests
