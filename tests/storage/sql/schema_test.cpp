// Tests that the schema is created once, even by two daemons at the same time, and that a newer one is refused.
#include "storage/sql/schema.hpp"

#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <barrier>
#include <thread>

namespace storage_tests {

using storage::Query;
using storage::Sql;

class Schema : public BothDatabases {};
ON_BOTH_DATABASES(Schema);

TEST_P(Schema, IsMadeOnceAndStays) {
    storage::Session session(where_);
    EXPECT_EQ(storage::database_schema_version(session), 0);
    ASSERT_TRUE(storage::migrate(session).has_value());
    EXPECT_GE(storage::program_schema_version(), 1);
    EXPECT_EQ(storage::database_schema_version(session), storage::program_schema_version());
    write(*std::make_unique<storage::Tickets>(session), outcome_of(ticket_of(1)));
    ASSERT_TRUE(storage::migrate(session).has_value());
    EXPECT_TRUE(storage::Tickets(session).find(TicketId{1}).has_value());
}

TEST_P(Schema, TwoDaemonsThatStartAtOnceMakeItOnce) {
    constexpr int daemons = 4;
    std::barrier together(daemons);
    std::vector<std::string> failures(daemons);
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < daemons; ++i) {
            threads.emplace_back([&, i] {
                storage::Session session(where_);
                together.arrive_and_wait();
                try {
                    const auto migrated = storage::migrate(session);
                    if (!migrated) failures[static_cast<std::size_t>(i)] = migrated.error().what;
                } catch (const std::exception& error) {
                    failures[static_cast<std::size_t>(i)] = error.what();
                }
            });
        }
    }
    for (const std::string& failure : failures)
        EXPECT_EQ(failure, "");
    storage::Session session(where_);
    EXPECT_EQ(storage::database_schema_version(session), storage::program_schema_version());
}

TEST_P(Schema, ANewerOneIsRefusedWithBothVersions) {
    storage::Session session(where_);
    ASSERT_TRUE(storage::migrate(session).has_value());
    session.transaction([&](soci::session& connection) {
        Query(Sql{connection, on_postgresql()}, "insert into schema_version (version) values (99)").run();
    });
    const auto migrated = storage::migrate(session);
    ASSERT_FALSE(migrated.has_value());
    EXPECT_EQ(migrated.error().kind, config::Error::Kind::permanent);
    EXPECT_NE(migrated.error().what.find("schema version 99"), std::string::npos) << migrated.error().what;
    EXPECT_NE(migrated.error().what.find("up to version " + std::to_string(storage::program_schema_version())),
              std::string::npos);
}

}  // namespace storage_tests
