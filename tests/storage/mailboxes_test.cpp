// Tests leases and positions of IMAP folders, and that mails are taken exactly once.
#include "storage/mailboxes.hpp"

#include "storage/imports.hpp"
#include "tests/storage/both.hpp"

#include <gmock/gmock.h>

namespace storage {
namespace {

using namespace std::chrono_literals;
using storage_tests::mail_of;
using storage_tests::monday;
using ::testing::ElementsAre;

class MailboxesTest : public storage_tests::StoreTest {
protected:
    static constexpr std::int64_t here = 11, there = 12;

    MailboxState claimed() {
        auto state = mailboxes_.claim("support@imap.example:993", "INBOX", here, 60s);
        EXPECT_TRUE(state);
        return *state;
    }
    /// A folder that was first seen with UIDVALIDITY 7.
    MailboxState adopted() {
        auto state = claimed();
        state.uid_validity = 7;
        mailboxes_.adopt(state, here);
        return state;
    }
    static MailboxStep step(const MailboxState& state, std::uint32_t from, std::vector<std::uint32_t> uids) {
        MailboxStep one;
        one.mailbox = state.id;
        one.owner = here;
        one.lease = 60s;
        one.uid_validity = 7;
        one.from_uid = from;
        one.to_uid = uids.back();
        one.uids = std::move(uids);
        return one;
    }
    std::vector<std::uint32_t> waiting(const MailboxState& state) {
        std::vector<std::uint32_t> uids;
        for (const auto& mail : mailboxes_.waiting(state.id, 7, 100))
            uids.push_back(mail.uid);
        return uids;
    }

    Mailboxes mailboxes_{session_};
};

TEST_P(MailboxesTest, AMailAndItsPlaceAreKeptTogether) {
    const auto state = adopted();
    const std::vector mails{mail_of("one", "1"), mail_of("two", "2")};
    const auto appended = mailboxes_.take(inbox_, mails, step(state, 0, {4, 9}), monday);
    ASSERT_EQ(appended.size(), 2U);
    EXPECT_EQ(inbox_.counts().queued, 2);
    EXPECT_THAT(waiting(state), ElementsAre(4, 9));
    EXPECT_EQ(claimed().last_uid, 9U);
    EXPECT_EQ(claimed().mod_sequence, 0);
    auto later = step(state, 9, {12});
    later.mod_sequence = 715'194'045'007;
    (void)mailboxes_.take(inbox_, std::vector{mail_of("three", "3")}, later, monday);
    EXPECT_EQ(claimed().mod_sequence, 715'194'045'007);
}

TEST_P(MailboxesTest, UidsThatCameBackMeanOtherMails) {
    auto state = adopted();
    const std::vector mails{mail_of("one", "1"), mail_of("two", "2")};
    (void)mailboxes_.take(inbox_, mails, step(state, 0, {4, 5}), monday);
    // The server was restored from a backup and kept its UIDVALIDITY.
    mailboxes_.adopt(state, here);
    EXPECT_TRUE(waiting(state).empty());
    EXPECT_EQ(claimed().last_uid, 0U);
    const std::vector again{mail_of("one", "1"), mail_of("three", "3")};
    const auto appended = mailboxes_.take(inbox_, again, step(state, 0, {4, 5}), monday);
    EXPECT_TRUE(appended[0].duplicate);
    EXPECT_FALSE(appended[1].duplicate);
    EXPECT_THAT(waiting(state), ElementsAre(4, 5));
}

TEST_P(MailboxesTest, TheSameStepAgainChangesNothing) {
    const auto state = adopted();
    const std::vector mails{mail_of("one", "1")};
    (void)mailboxes_.take(inbox_, mails, step(state, 0, {4}), monday);
    const std::vector others{mail_of("other", "3")};
    EXPECT_THROW((void)mailboxes_.take(inbox_, others, step(state, 0, {4}), monday), Conflict);
    EXPECT_EQ(inbox_.counts().queued, 1);
    EXPECT_EQ(claimed().last_uid, 4U);
}

TEST_P(MailboxesTest, WhoLostTheLeaseTakesNothing) {
    const auto state = adopted();
    mailboxes_.release(state.id, here);
    ASSERT_TRUE(mailboxes_.claim("support@imap.example:993", "INBOX", there, 60s));
    const std::vector mails{mail_of("one", "1")};
    EXPECT_THROW((void)mailboxes_.take(inbox_, mails, step(state, 0, {4}), monday), Conflict);
    EXPECT_THROW(mailboxes_.adopt(state, here), Conflict);
    EXPECT_FALSE(mailboxes_.renew(state.id, here, 60s));
    EXPECT_TRUE(mailboxes_.renew(state.id, there, 60s));
    EXPECT_EQ(inbox_.counts().queued, 0);
    EXPECT_TRUE(waiting(state).empty());
}

TEST_P(MailboxesTest, ACopyIsOneMailAndBothPlacesAreKept) {
    const auto state = adopted();
    const std::vector by_smtp{mail_of("same", "1")};
    const auto first = inbox_.append(by_smtp);
    const std::vector mails{mail_of("same", "1"), mail_of("same", "1"), mail_of("other", "2")};
    const auto appended = mailboxes_.take(inbox_, mails, step(state, 0, {4, 5, 6}), monday);
    EXPECT_EQ(appended[0].id, first[0].id);
    EXPECT_TRUE(appended[0].duplicate);
    EXPECT_TRUE(appended[1].duplicate);
    EXPECT_FALSE(appended[2].duplicate);
    EXPECT_EQ(inbox_.counts().queued, 2);
    EXPECT_THAT(waiting(state), ElementsAre(4, 5, 6));
}

TEST_P(MailboxesTest, WhatTheFolderKnowsWaitsNoLonger) {
    const auto state = adopted();
    const std::vector mails{mail_of("one", "1"), mail_of("two", "2"), mail_of("three", "3")};
    (void)mailboxes_.take(inbox_, mails, step(state, 0, {4, 5, 6}), monday);
    const std::vector<std::uint32_t> known{4, 6};
    mailboxes_.settle(state.id, 8, known);
    EXPECT_THAT(waiting(state), ElementsAre(4, 5, 6)) << "another UIDVALIDITY, other mails";
    mailboxes_.settle(state.id, 7, known);
    EXPECT_THAT(waiting(state), ElementsAre(5));
    auto next = step(state, 6, {7});
    next.told = {5};
    (void)mailboxes_.take(inbox_, std::vector{mail_of("four", "4")}, next, monday);
    EXPECT_THAT(waiting(state), ElementsAre(7));
}

TEST_P(MailboxesTest, AMailTooLargeIsPutAsideWithANoteToTheAdmin) {
    const auto state = adopted();
    auto large = step(state, 0, {4});
    large.uids.clear();
    large.oversize = {4};
    large.notes = {storage_tests::outgoing_of(0, "postmaster@desk.example", "too large")};
    EXPECT_TRUE(mailboxes_.take(inbox_, {}, large, monday).empty());
    const auto mails = mailboxes_.waiting(state.id, 7, 100);
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_TRUE(mails.front().oversize);
    EXPECT_EQ(outbox_.counts().queued, 1);
    EXPECT_EQ(claimed().last_uid, 4U);
    // Repeating the step would notify the admin twice.
    EXPECT_THROW((void)mailboxes_.take(inbox_, {}, large, monday), Conflict);
    EXPECT_EQ(outbox_.counts().queued, 1);
}

TEST_P(MailboxesTest, NewUidsBeginAnewAndKeepTheCutoff) {
    auto state = adopted();
    const std::vector mails{mail_of("one", "1")};
    (void)mailboxes_.take(inbox_, mails, step(state, 0, {4}), monday);
    state.uid_validity = 8;
    state.backlog_uid = 40;
    state.cutoff = monday;
    mailboxes_.adopt(state, here);
    const auto found = claimed();
    EXPECT_EQ(found.uid_validity, 8U);
    EXPECT_EQ(found.last_uid, 0U);
    EXPECT_EQ(found.backlog_uid, 40U);
    EXPECT_EQ(found.cutoff, monday);
}

TEST_P(MailboxesTest, EachFolderOfAnAccountIsAMailboxOfItsOwn) {
    const auto inbox = claimed();
    const auto sales = mailboxes_.claim("support@imap.example:993", "Sales", here, 60s);
    ASSERT_TRUE(sales);
    EXPECT_NE(sales->id, inbox.id);
    EXPECT_EQ(claimed().id, inbox.id);
}

TEST_P(MailboxesTest, ALeaseIsHeldByOneLivingDaemonOnly) {
    if (!on_postgresql()) GTEST_SKIP() << "SQLite serves one daemon";
    const auto other = connect();
    other->show_alive(there);
    other->read([](soci::session&) {});  // takes the lock
    Mailboxes theirs(*other);
    const auto held = theirs.claim("support@imap.example:993", "INBOX", there, 60s);
    ASSERT_TRUE(held);
    EXPECT_FALSE(mailboxes_.claim("support@imap.example:993", "INBOX", here, 60s));
    EXPECT_TRUE(theirs.claim("support@imap.example:993", "INBOX", there, 60s)) << "its own";

    EXPECT_TRUE(theirs.renew(held->id, there, -1s));
    EXPECT_TRUE(mailboxes_.claim("support@imap.example:993", "INBOX", here, 60s))
        << "a lease that ended is free, though its holder lives";
    mailboxes_.release(held->id, here);

    ASSERT_TRUE(theirs.claim("support@imap.example:993", "INBOX", there, 3600s));
    other->disconnect();
    // It takes the server a moment to notice that the connection is gone.
    std::optional<MailboxState> free;
    for (const auto end = std::chrono::steady_clock::now() + 10s; !free && std::chrono::steady_clock::now() < end;)
        free = mailboxes_.claim("support@imap.example:993", "INBOX", here, 60s);
    EXPECT_TRUE(free) << "a dead daemon's lease is free at once";
}

TEST_P(MailboxesTest, AnImportGoesOnWhereItStood) {
    Imports imports(session_);
    EXPECT_EQ(imports.position("/old.mbox", "f1"), 0);
    const std::vector first{mail_of("one", "1"), mail_of("two", "2")};
    const std::vector<ImportPosition> positions{{"/old.mbox", "f1", 4000}, {"/cur/1", "f2", 17}};
    EXPECT_EQ(imports.take(inbox_, first, positions).size(), 2U);
    EXPECT_EQ(imports.position("/old.mbox", "f1"), 4000);
    EXPECT_EQ(imports.position("/old.mbox", "other"), 0) << "another file took its place";
    const std::vector<ImportPosition> further{{"/old.mbox", "f1", 9000}};
    const std::vector second{mail_of("two", "2"), mail_of("three", "3")};
    EXPECT_TRUE(imports.take(inbox_, second, further).front().duplicate);
    EXPECT_EQ(imports.position("/old.mbox", "f1"), 9000);
    EXPECT_EQ(inbox_.counts().queued, 3);
}

ON_BOTH_DATABASES(MailboxesTest);

}  // namespace
}  // namespace storage
