// Tests transactions, conflicts, lost connections and durability of a session.
#include "storage/sql/session.hpp"

#include "storage/sql/row_batch.hpp"
#include "storage/sql/sql.hpp"
#include "tests/storage/both.hpp"

#include <filesystem>
#include <fmt/format.h>

namespace storage_tests {

using storage::Query;
using storage::RowBatch;
using storage::Session;
using storage::Sql;
using storage::Type;

namespace {

class Sessions : public BothDatabases {
protected:
    Session session_{where_};

    void run(Session& session, const std::string& statement) {
        session.transaction([&](soci::session& connection) { Query(Sql{connection, on_postgresql()}, statement).run(); });
    }
    std::string ask(Session& session, const std::string& question) {
        std::string answer;
        session.read([&](soci::session& connection) {
            Query query(Sql{connection, on_postgresql()}, question, {Type::text});
            if (query.next()) answer = query.text(0);
        });
        return answer;
    }
};
ON_BOTH_DATABASES(Sessions);

class PostgresqlSessions : public Sessions {
protected:
    /// Ends the server's side of `victim`, as an administrator or a restart would.
    void kill(Session& victim) {
        const std::string pid = ask(victim, "select pg_backend_pid()");
        const auto other = connect();
        ask(*other, fmt::format("select pg_terminate_backend({}, 5000)", pid));
    }
};
INSTANTIATE_TEST_SUITE_P(On, PostgresqlSessions, ::testing::Values(Database::Kind::postgresql), name_of);

class SqliteSessions : public Sessions {};
INSTANTIATE_TEST_SUITE_P(On, SqliteSessions, ::testing::Values(Database::Kind::sqlite), name_of);

}  // namespace

TEST_P(Sessions, WhatAWorkThrowsRollsBack) {
    run(session_, "create table note (text text not null)");
    const auto work = [&](soci::session& connection) {
        Query(Sql{connection, on_postgresql()}, "insert into note (text) values ('gone')").run();
        throw std::invalid_argument("changed my mind");
    };
    EXPECT_THROW(session_.transaction(work), std::invalid_argument);
    EXPECT_EQ(ask(session_, "select count(*) from note"), "0");
    run(session_, "insert into note (text) values ('kept')");
    EXPECT_EQ(ask(session_, "select text from note"), "kept");
}

TEST_P(Sessions, ATakenKeyIsAConflictAndTheSessionGoesOn) {
    run(session_, "create table name (text text not null primary key)");
    run(session_, "insert into name (text) values ('taken')");
    EXPECT_THROW(run(session_, "insert into name (text) values ('taken')"), storage::Conflict);
    run(session_, "insert into name (text) values ('free')");
    EXPECT_EQ(ask(session_, "select count(*) from name"), "2");
}

TEST_P(Sessions, ErrorsDoNotShowWhatWasBound) {
    run(session_, "create table name (text text not null primary key)");
    const auto work = [&](soci::session& connection) {
        Query(Sql{connection, on_postgresql()}, "insert into nam (text) values (:text)").bind("text", "s3cret").run();
    };
    try {
        session_.transaction(work);
        FAIL() << "there is no such table";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string(error.what()).find("s3cret"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("nam"), std::string::npos) << error.what();
    }
}

TEST_P(Sessions, RowsComeBackAsTheyWere) {
    run(session_, on_postgresql() ? "create table thing (id bigint primary key, text text, bytes bytea, number bigint)"
                                  : "create table thing (id integer primary key, text text, bytes blob, number bigint)");
    const std::string bytes("12345\0\xFF\x80'\"\\\n", 12);
    session_.transaction([&](soci::session& connection) {
        const Sql sql{connection, on_postgresql()};
        RowBatch rows(on_postgresql(), {{"id", Type::integer}, {"text"}, {"bytes", Type::bytes}, {"number", Type::integer}});
        rows.integer(1).text("a \"b\"\\\n\x01").bytes(bytes).integer(-9'000'000'000'000'000'000);
        rows.integer(2).optional_text("").bytes("").optional_integer(std::nullopt);
        EXPECT_EQ(rows.insert(sql, "thing"), 2);
        RowBatch changes(on_postgresql(), {{"id", Type::integer}, {"text"}});
        changes.integer(2).text("new").integer(3).text("no such row");
        EXPECT_EQ(changes.update(sql, "thing", 1), 1);
        RowBatch more(on_postgresql(), {{"id", Type::integer}, {"text"}});
        more.integer(2).text("taken").integer(4).text("four");
        EXPECT_EQ(more.insert_new(sql, "thing"), std::unordered_set<std::string>{"4"});
    });
    session_.read([&](soci::session& connection) {
        Query query(Sql{connection, on_postgresql()}, "select text, bytes, number from thing order by id",
                    {Type::text, Type::bytes, Type::integer});
        ASSERT_TRUE(query.next());
        EXPECT_EQ(query.text(0), "a \"b\"\\\n\x01");
        EXPECT_EQ(query.bytes(1), bytes);
        EXPECT_EQ(query.integer(2), -9'000'000'000'000'000'000);
        ASSERT_TRUE(query.next());
        EXPECT_EQ(query.text(0), "new");
        EXPECT_FALSE(query.is_null(1));
        EXPECT_EQ(query.bytes(1), "");
        EXPECT_TRUE(query.is_null(2));
        ASSERT_TRUE(query.next());
        EXPECT_EQ(query.text(0), "four");
        EXPECT_TRUE(query.is_null(1));
        EXPECT_FALSE(query.next());
    });
}

TEST_P(Sessions, ADatabaseThatIsAwayIsUnavailableAndCanComeBack) {
    Database nowhere = where_;
    if (on_postgresql())
        nowhere.conninfo = fmt::format("postgresql://ticketd@/postgres?host={}", folder_.path().string());
    else
        nowhere.file = folder_.path() / "missing" / "desk.db";
    Session session(nowhere);
    EXPECT_THROW(ask(session, "select 1"), storage::Unavailable);
    EXPECT_THROW(run(session, "select 1"), storage::Unavailable);
    if (on_postgresql()) return;
    std::filesystem::create_directory(folder_.path() / "missing");
    EXPECT_EQ(ask(session, "select 1"), "1");
}

TEST_P(Sessions, DurabilityIsBackAfterACommitThatDidNotWait) {
    const char* setting = on_postgresql() ? "show synchronous_commit" : "pragma synchronous";
    const std::string full = on_postgresql() ? "on" : "2";
    const std::string lazy = on_postgresql() ? "off" : "1";
    std::string inside;
    const auto look = [&](soci::session& connection) {
        Query query(Sql{connection, on_postgresql()}, setting, {Type::text});
        if (query.next()) inside = query.text(0);
    };
    EXPECT_EQ(ask(session_, setting), full);
    session_.transaction(look, storage::Commit::with_next);
    EXPECT_EQ(inside, lazy);
    EXPECT_EQ(ask(session_, setting), full);
    EXPECT_THROW(session_.transaction([](soci::session&) { throw std::invalid_argument("no"); }, storage::Commit::with_next),
                 std::invalid_argument);
    EXPECT_EQ(ask(session_, setting), full);
    session_.transaction(look);
    EXPECT_EQ(inside, full);
}

TEST_P(PostgresqlSessions, AConnectionThatDiedWhileIdleIsReplacedUnnoticed) {
    for (int i = 0; i < 3; ++i) {
        kill(session_);
        EXPECT_EQ(ask(session_, "select 1"), "1");
        kill(session_);
        EXPECT_NO_THROW(run(session_, "select 1"));
    }
}

TEST_P(PostgresqlSessions, AConnectionThatDiesInATransactionIsUnavailableAndReplaced) {
    run(session_, "create table note (text text not null)");
    const auto work = [&](soci::session& connection) {
        const Sql sql{connection, true};
        Query(sql, "insert into note (text) values ('half')").run();
        Query pid(sql, "select pg_backend_pid()", {Type::integer});
        ASSERT_TRUE(pid.next());
        const auto other = connect();
        ask(*other, fmt::format("select pg_terminate_backend({}, 5000)", pid.integer(0)));
        Query(sql, "insert into note (text) values ('other half')").run();
    };
    EXPECT_THROW(session_.transaction(work), storage::Unavailable);
    EXPECT_EQ(ask(session_, "select count(*) from note"), "0");
}

TEST_P(SqliteSessions, AFullDiskIsFullAndNothingIsHalfWritten) {
    run(session_, "create table note (text text not null)");
    ask(session_, "pragma max_page_count = 20");
    const auto work = [&](soci::session& connection) {
        const Sql sql{connection, false};
        Query(sql, "insert into note (text) values ('small')").run();
        Query(sql, "insert into note (text) values (:text)").bind("text", std::string(1'000'000, 'x')).run();
    };
    EXPECT_THROW(session_.transaction(work), storage::Full);
    EXPECT_EQ(ask(session_, "select count(*) from note"), "0");
    run(session_, "insert into note (text) values ('small')");
    EXPECT_EQ(ask(session_, "select count(*) from note"), "1");
}

TEST_P(SqliteSessions, SyncsItsLogAtEveryCommit) {
    EXPECT_EQ(ask(session_, "pragma journal_mode"), "wal");
    EXPECT_EQ(ask(session_, "pragma synchronous"), "2");
    EXPECT_EQ(ask(session_, "pragma foreign_keys"), "1");
}

}  // namespace storage_tests
