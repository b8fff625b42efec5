// Tests one daemon on SQLite, several on PostgreSQL, and the rows of dead ones.
#include "storage/sql/instance.hpp"

#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace storage_tests {

using storage::Instance;

class Instances : public StoreTest {};
ON_BOTH_DATABASES(Instances);

class SqliteInstances : public StoreTest {};
INSTANTIATE_TEST_SUITE_P(On, SqliteInstances, ::testing::Values(Database::Kind::sqlite), name_of);

class PostgresqlInstances : public StoreTest {
protected:
    void kill_backend_of(storage::Session& victim) {
        std::int64_t pid = 0;
        victim.read([&](soci::session& connection) {
            storage::Query query(storage::Sql{connection, true}, "select pg_backend_pid()", {storage::Type::integer});
            ASSERT_TRUE(query.next());
            pid = query.integer(0);
        });
        session_.read([&](soci::session& connection) {
            storage::Query query(storage::Sql{connection, true}, fmt::format("select pg_terminate_backend({}, 5000)", pid),
                                 {storage::Type::text});
            ASSERT_TRUE(query.next());
        });
    }
};
INSTANTIATE_TEST_SUITE_P(On, PostgresqlInstances, ::testing::Values(Database::Kind::postgresql), name_of);

TEST_P(Instances, EachStartHasAnOwnerIdOfItsOwn) {
    std::int64_t first = 0;
    {
        const auto instance = Instance::start(session_, where_);
        ASSERT_TRUE(instance.has_value());
        first = instance->owner();
        EXPECT_GT(first, 0);
    }
    const auto instance = Instance::start(session_, where_);
    ASSERT_TRUE(instance.has_value());
    EXPECT_GT(instance->owner(), first);
}

TEST_P(SqliteInstances, ASecondDaemonIsRefusedByNameUntilTheFirstEnds) {
    const auto other = connect();
    {
        const auto first = Instance::start(session_, where_);
        ASSERT_TRUE(first.has_value());
        const auto second = Instance::start(*other, where_);
        ASSERT_FALSE(second.has_value());
        EXPECT_EQ(second.error().kind, config::Error::Kind::permanent);
        EXPECT_NE(second.error().what.find(fmt::format("pid {}", ::getpid())), std::string::npos) << second.error().what;
        EXPECT_NE(second.error().what.find(where_.file.string()), std::string::npos) << second.error().what;
    }
    EXPECT_TRUE(Instance::start(*other, where_).has_value());
}

TEST_P(SqliteInstances, ALockFileThatIsLeftOverDoesNotMatter) {
    std::ofstream(where_.file.string() + ".lock") << "4711\n";
    EXPECT_TRUE(Instance::start(session_, where_).has_value());
}

TEST_P(PostgresqlInstances, RowsOfADeadDaemonAreFreeAndThoseOfALivingOneAreNot) {
    const auto mails = std::vector{mail_of("a", "one"), mail_of("b", "two"), mail_of("c", "three")};
    ASSERT_EQ(inbox_.append(mails).size(), 3U);
    const auto self = Instance::start(session_, where_);
    auto living_session = connect();
    auto dying_session = connect();
    const auto living = Instance::start(*living_session, where_);
    const auto dying = Instance::start(*dying_session, where_);
    ASSERT_EQ(storage::Inbox(*living_session).claim(living->owner(), 1, 1 << 20).size(), 1U);
    ASSERT_EQ(storage::Inbox(*dying_session).claim(dying->owner(), 1, 1 << 20).size(), 1U);
    ASSERT_EQ(inbox_.claim(self->owner(), 1, 1 << 20).size(), 1U);

    EXPECT_EQ(inbox_.release_dead(self->owner()), 0);
    dying_session->disconnect();
    // It takes the server a moment to notice a closed connection.
    int released = 0;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (released == 0 && std::chrono::steady_clock::now() < deadline)
        released = inbox_.release_dead(self->owner());
    EXPECT_EQ(released, 1);
    EXPECT_EQ(inbox_.counts().running, 2);
    const auto again = inbox_.claim(self->owner(), 10, 1 << 20);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_TRUE(again[0].solo);
    EXPECT_EQ(again[0].raw, "two");
}

TEST_P(PostgresqlInstances, ADaemonThatReconnectedIsStillAlive) {
    ASSERT_EQ(inbox_.append(std::vector{mail_of("a", "one")}).size(), 1U);
    auto worker = connect();
    const auto instance = Instance::start(*worker, where_);
    ASSERT_EQ(storage::Inbox(*worker).claim(instance->owner(), 1, 1 << 20).size(), 1U);
    kill_backend_of(*worker);
    worker->read([](soci::session&) {});
    EXPECT_EQ(inbox_.release_dead(instance->owner() + 1), 0);
    kill_backend_of(*worker);
    EXPECT_EQ(inbox_.release_dead(instance->owner() + 1), 1);
}

}  // namespace storage_tests
