#pragma once

#include "storage/inbox.hpp"
#include "storage/outbox.hpp"
#include "storage/sql/schema.hpp"
#include "storage/sql/session.hpp"
#include "storage/tickets.hpp"
#include "tests/storage/cluster.hpp"

#include <chrono>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace storage_tests {

using config::Database;
using config::Instant;
using config::TicketId;

/// 23 November 2026, 08:30 UTC.
inline constexpr Instant monday{std::chrono::microseconds{1'795'422'600'000'000}};

/// A test that runs on a fresh SQLite file and on a fresh PostgreSQL schema.
class BothDatabases : public ::testing::TestWithParam<Database::Kind> {
protected:
    BothDatabases();

    [[nodiscard]] bool on_postgresql() const { return where_.kind == Database::Kind::postgresql; }
    /// Another connection to the same database.
    [[nodiscard]] std::unique_ptr<storage::Session> connect() const { return std::make_unique<storage::Session>(where_); }

    TemporaryFolder folder_;
    Database where_;
};

/// The same, with the schema and the stores.
class StoreTest : public BothDatabases {
protected:
    StoreTest();

    storage::Session session_{where_};
    storage::Inbox inbox_{session_};
    storage::Tickets tickets_{session_};
    storage::Outbox outbox_{session_};
};

[[nodiscard]] std::string name_of(const ::testing::TestParamInfo<Database::Kind>& info);

#define ON_BOTH_DATABASES(suite)                                                                                               \
    INSTANTIATE_TEST_SUITE_P(On, suite, ::testing::Values(config::Database::Kind::sqlite, config::Database::Kind::postgresql), \
                             storage_tests::name_of)

/// A mail with this key and text, from a client to the desk.
[[nodiscard]] storage::NewMail mail_of(const std::string& key, const std::string& raw);
/// A ticket as a new mail opens it.
[[nodiscard]] workflow::Ticket ticket_of(std::int64_t number);
/// An outcome that opens or changes `ticket`.
[[nodiscard]] storage::Outcome outcome_of(const workflow::Ticket& ticket);
[[nodiscard]] workflow::Entry comment_of(std::int64_t ticket, const std::string& text);
[[nodiscard]] storage::NewOutgoing outgoing_of(std::int64_t ticket, const std::string& recipient, const std::string& raw);
/// Writes one outcome.
void write(storage::Tickets& tickets, const storage::Outcome& outcome, Instant now = monday);

}  // namespace storage_tests
