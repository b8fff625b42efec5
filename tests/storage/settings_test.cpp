// Tests that the config fingerprint and the day of the digest are stored once for all daemons.
#include "storage/settings.hpp"

#include "tests/storage/both.hpp"

#include <algorithm>

namespace storage_tests {

class SettingsTest : public StoreTest {
protected:
    /// The numbers of the tickets that a tick would handle.
    std::vector<TicketId> due() {
        auto numbers = tickets_.due(monday, 10);
        std::sort(numbers.begin(), numbers.end());
        return numbers;
    }

    storage::Settings settings_{session_};
};
ON_BOTH_DATABASES(SettingsTest);

TEST_P(SettingsTest, OtherTermsMakeEveryTicketDueThatIsNotClosed) {
    auto open = ticket_of(1);
    open.next_due_at = monday + std::chrono::hours{100};
    auto idle = ticket_of(2);
    idle.next_due_at.reset();
    auto closed = ticket_of(3);
    closed.status = config::Status::closed;
    closed.next_due_at.reset();
    for (const auto& ticket : {open, idle, closed})
        write(tickets_, outcome_of(ticket));
    const auto version = tickets_.find({1})->version;

    EXPECT_TRUE(settings_.use_terms("first", {}, monday));
    EXPECT_EQ(due(), (std::vector<TicketId>{{1}, {2}}));
    EXPECT_GT(tickets_.find({1})->version, version) << "what is decided under the old terms must not be written";
    auto reckoned = *tickets_.find({1});
    reckoned.next_due_at = monday + std::chrono::hours{5};
    write(tickets_, outcome_of(reckoned));
    EXPECT_FALSE(settings_.use_terms("first", {}, monday));
    EXPECT_EQ(tickets_.due(monday, 10), (std::vector<TicketId>{{2}}));
    EXPECT_TRUE(settings_.use_terms("second", {}, monday));
    EXPECT_EQ(due(), (std::vector<TicketId>{{1}, {2}}));
    EXPECT_EQ(settings_.find("terms"), "second");
}

TEST_P(SettingsTest, ADigestOfADayIsSentOnce) {
    const std::vector mails{outgoing_of(0, "ana@desk.example", "To: ana\r\n\r\nGood morning.\r\n")};
    EXPECT_TRUE(settings_.send_digest("2026-11-23", mails, monday));
    EXPECT_FALSE(settings_.send_digest("2026-11-23", mails, monday));
    EXPECT_FALSE(settings_.send_digest("2026-11-20", mails, monday)) << "a daemon whose clock is behind";
    EXPECT_EQ(outbox_.counts().queued, 1);
    EXPECT_TRUE(settings_.send_digest("2026-11-24", mails, monday));
    EXPECT_EQ(outbox_.counts().queued, 2);
}

}  // namespace storage_tests
