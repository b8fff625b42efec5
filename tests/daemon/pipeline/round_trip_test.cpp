// Follows a mail from its bytes to a ticket, to outgoing bytes, and the answer back to its ticket, on SQLite.
#include "daemon/core/clock.hpp"
#include "daemon/core/database.hpp"
#include "daemon/receive/inbox_smtp_backend.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "daemon/pipeline/inbound_parser.hpp"
#include "tests/daemon/runtime_fixture.hpp"
#include "mail/parse/parse.hpp"
#include "workflow/decide.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace ticketd {
namespace {

mail::Envelope from_outside(const std::string& recipient) {
    mail::Envelope envelope;
    envelope.route = mail::Route::smtp;
    envelope.from = "jo@contoso.example";
    envelope.recipients = {recipient};
    envelope.peer = "192.0.2.7";
    envelope.received_at = wall_clock();
    return envelope;
}

const std::string first_mail =
    "From: Jo Client <jo@contoso.example>\r\nTo: support@desk.example\r\nSubject: The printer smokes\r\n"
    "Message-ID: <one@contoso.example>\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\nIt smells, too.\r\n";

/// A whole desk without sockets. It does the work of intake, one mail at a time.
class RoundTrip : public ::testing::Test {
protected:
    void SetUp() override {
        runtime_ = test::small_desk(folder_.path());
        ASSERT_NE(runtime_, nullptr);
        database_.emplace(runtime_->config().database);
        const auto opened = database_->open();
        ASSERT_TRUE(opened) << opened.error().what;
    }

    Stores& stores() { return database_->stores(); }

    storage::Outcome take(const std::string& raw, const std::string& recipient = "support@desk.example") {
        const storage::NewMail arrived = make_new_mail(from_outside(recipient), raw);
        EXPECT_FALSE(stores().inbox.append(std::span(&arrived, 1)).front().duplicate);
        auto claimed = stores().inbox.claim(database_->owner(), 10, 1 << 20);
        EXPECT_EQ(claimed.size(), 1u);
        const auto now = wall_clock();
        auto inbound = parse_inbound(*runtime_, claimed.front().id, claimed.front().envelope, claimed.front().raw, now).inbound;
        const auto keys = workflow::thread_keys(runtime_->directory(), inbound);
        UnitOfWork unit{.runtime = runtime_, .now = now};
        unit.load(stores(), std::span(&keys, 1));
        unit.snapshot.numbers = stores().tickets.reserve(1);
        resolve_parties(*runtime_, unit.snapshot, inbound);
        unit.decide(inbound).inbox = inbound.inbox;
        unit.render(0);
        unit.write(stores());
        return std::move(unit.outcomes.front());
    }

    static const storage::NewOutgoing* find(const storage::Outcome& outcome, workflow::MailKind kind) {
        for (const auto& mail : outcome.outgoing) {
            if (mail.kind == kind) return &mail;
        }
        return nullptr;
    }

    test::TempFolder folder_;
    RuntimePtr runtime_;
    std::optional<Database> database_;
};

TEST_F(RoundTrip, AMailBecomesTicketOneWithAnAcknowledgementAndANoticeToEveryTechnician) {
    const auto outcome = take(first_mail);
    EXPECT_EQ(outcome.decision.landed.value, 1);
    ASSERT_NE(find(outcome, workflow::MailKind::acknowledgement), nullptr);
    EXPECT_EQ(outcome.outgoing.size(), 3u);
    const auto stored = stores().tickets.find({1});
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->title, "The printer smokes");
    EXPECT_EQ(stored->client, "Contoso");
    EXPECT_EQ(stores().inbox.counts().done, 1);
    EXPECT_EQ(stores().outbox.counts().queued, 3);
}

TEST_F(RoundTrip, TheAnswerToAnAcknowledgementComesBackIntoItsTicketByTokenAlone) {
    const auto opened = take(first_mail);
    const auto* acknowledgement = find(opened, workflow::MailKind::acknowledgement);
    ASSERT_NE(acknowledgement, nullptr);
    const auto read = mail::parse(acknowledgement->raw, {});
    ASSERT_EQ(read.reply_to.size(), 1u);
    EXPECT_NE(read.subject.find("[#1]"), std::string::npos);

    const auto answered =
        take("From: Jo Client <jo@contoso.example>\r\nTo: " + read.reply_to.front().address + "\r\nSubject: " + read.subject +
                 "\r\nMessage-ID: <two@contoso.example>\r\n\r\nNow it burns.\r\n",
             read.reply_to.front().address);
    EXPECT_EQ(answered.decision.landed.value, 1);
    EXPECT_FALSE(answered.decision.opened);
    bool said = false;
    for (const auto& entry : stores().tickets.entries({1})) {
        if (entry.text.find("Now it burns.") == std::string::npos) continue;
        said = true;
        EXPECT_EQ(entry.trust, workflow::Trust::participant);
        EXPECT_EQ(entry.kind, workflow::EntryKind::comment);
    }
    EXPECT_TRUE(said);
}

TEST_F(RoundTrip, OurOwnMailThatComesBackOpensNothingAndIsNotAnswered) {
    const auto opened = take(first_mail);
    const auto* notice = find(opened, workflow::MailKind::notice);
    ASSERT_NE(notice, nullptr);
    const auto looped = take(notice->raw);
    EXPECT_FALSE(looped.decision.opened);
    EXPECT_TRUE(looped.outgoing.empty());
    EXPECT_EQ(stores().tickets.counts().tickets, 1);
}

TEST_F(RoundTrip, TheSameMailOnceMoreIsTheSameInboxRow) {
    take(first_mail);
    const storage::NewMail again = make_new_mail(from_outside("help@desk.example"), first_mail);
    const auto appended = stores().inbox.append(std::span(&again, 1));
    EXPECT_TRUE(appended.front().duplicate);
    EXPECT_TRUE(stores().inbox.claim(database_->owner(), 10, 1 << 20).empty());
}

}  // namespace
}  // namespace ticketd
