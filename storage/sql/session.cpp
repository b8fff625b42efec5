// Manages one database connection: connecting, transactions, retries after a lost connection.
#include "storage/sql/session.hpp"

#include "storage/sql/errors.hpp"
#include "storage/sql/sql.hpp"
#include "storage/sql/statements.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <fcntl.h>
#include <poll.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <thread>
#include <unistd.h>

namespace storage {

namespace {

/// The libpq connection string with network timeouts. Without them a dead server blocks the storage thread for minutes.
std::string with_deadlines(const std::string& conninfo) {
    const bool is_url = conninfo.find("://") != std::string::npos;
    std::string out = conninfo;
    const auto add = [&](std::string_view key, std::string_view value) {
        if (conninfo.find(fmt::format("{}=", key)) != std::string::npos) return;
        if (is_url)
            out += out.find('?') == std::string::npos ? '?' : '&';
        else
            out += ' ';
        out += fmt::format("{}={}", key, value);
    };
    add("connect_timeout", "5");
    add("tcp_user_timeout", "15000");
    add("keepalives_idle", "15");
    add("application_name", "ticketd");
    return out;
}

PGconn* connection_of(soci::session& sql) {
    return static_cast<soci::postgresql_session_backend*>(sql.get_backend())->conn_;
}

/// Reads pending bytes from the server without waiting. After a restart or kill these are the server's last message and
/// the end of the connection, which the next statement would notice only in the middle of a transaction.
bool is_still_connected(soci::session& sql) {
    PGconn* connection = connection_of(sql);
    pollfd socket{PQsocket(connection), POLLIN, 0};
    if (socket.fd < 0) return false;
    // The first call reads the pending bytes; only the next one sees the end.
    while (::poll(&socket, 1, 0) > 0) {
        if (PQconsumeInput(connection) == 0 || PQstatus(connection) != CONNECTION_OK) return false;
    }
    return PQstatus(connection) == CONNECTION_OK;
}

/// Sets the journal mode to WAL. busy_timeout does not apply to this change: when two programs open a new file at once,
/// SQLite immediately reports "locked" to one of them.
void switch_to_wal(soci::session& sql) {
    for (int tries_left = 200;; --tries_left) {
        try {
            sql << "pragma journal_mode = wal";
            return;
        } catch (const soci::soci_error&) {
            if (tries_left == 0) throw;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

/// Only the owner may read the desk's mail. SQLite gives its log the same mode as the file.
void make_private(const std::filesystem::path& file) {
    const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_EXCL, 0600);
    if (fd >= 0) ::close(fd);
}

void set_up_sqlite(soci::session& sql) {
    sql << "pragma busy_timeout = 10000";
    switch_to_wal(sql);
    sql << "pragma synchronous = full";
    sql << "pragma foreign_keys = on";
    sql << "pragma cache_size = -8192";         // KiB
    sql << "pragma wal_autocheckpoint = 4000";  // pages; a checkpoint has fsyncs of its own, so not every batch may cause one
    sql << "pragma journal_size_limit = 67108864";
    sql << "pragma temp_store = memory";
}

void set_up_postgresql(soci::session& sql) {
    sql << "set client_encoding = 'UTF8'";
    sql << "set bytea_output = 'hex'";
    sql << "set synchronous_commit = on";
    sql << "set lock_timeout = '20s'";
    sql << "set statement_timeout = '120s'";
    // An index serves each of our statements, and none is analytical. While a young table has no statistics, the
    // planner would read and sort all of it: a claim takes 14 ms instead of 0.2 ms until autovacuum has run. The
    // planner rates a forbidden scan as so expensive that JIT would start, so JIT is off too.
    sql << "set enable_seqscan = off";
    sql << "set enable_bitmapscan = off";
    sql << "set client_min_messages = warning";  // libpq would print notices to stderr
    sql << "set jit = off";
    // PostgreSQL compresses texts of some KB when it stores them: pglz took a quarter of the server's time, lz4 a
    // fiftieth. Not every server has lz4.
    sql << "select set_config('default_toast_compression', 'lz4', false) from pg_settings "
           "where name = 'default_toast_compression' and 'lz4' = any(enumvals)";
}

}  // namespace

Session::Session(config::Database where) : where_(std::move(where)), statements_(std::make_unique<StatementCache>()) {}

Session::~Session() = default;

void Session::connect() {
    auto sql = std::make_unique<soci::session>();
    if (is_postgresql()) {
        sql->open(*soci::factory_postgresql(), with_deadlines(where_.conninfo));
        // libpq would otherwise print the server's notices to stderr.
        PQsetNoticeProcessor(
            connection_of(*sql), [](void*, const char*) {}, nullptr);
        set_up_postgresql(*sql);
    } else {
        make_private(where_.file);
        sql->open(*soci::factory_sqlite3(), fmt::format("db=\"{}\"", where_.file.string()));
        set_up_sqlite(*sql);
    }
    sql_ = std::move(sql);
}

Sql Session::sql(soci::session& connection) const {
    return {connection, is_postgresql(), statements_.get()};
}

void Session::disconnect() {
    statements_->clear();
    sql_.reset();
    alive_lock_held_ = false;
}

void Session::show_alive(std::int64_t owner) {
    alive_owner_ = owner;
    alive_lock_held_ = false;
}

void Session::take_alive_lock() {
    if (!is_postgresql() || !alive_owner_ || alive_lock_held_) return;
    // The lock cannot be taken while the server has not noticed that our last connection is gone. That connection still
    // holds it for us, and the next use tries again.
    int taken = 0;
    *sql_ << "select cast(pg_try_advisory_lock(hashtext(current_schema()), cast(:owner as integer)) as integer)",
        soci::use(*alive_owner_), soci::into(taken);
    alive_lock_held_ = taken != 0;
}

bool Session::is_dead(soci::session& sql, std::int64_t owner) const {
    int taken = 0;
    sql << "select cast(pg_try_advisory_xact_lock(hashtext(current_schema()), cast(:owner as integer)) as integer)",
        soci::use(owner), soci::into(taken);
    return taken != 0;
}

void Session::ensure_connected() {
    if (sql_ && is_postgresql() && !is_still_connected(*sql_)) disconnect();
    try {
        if (!sql_) connect();
    } catch (const soci::soci_error& error) {
        // Any failure to connect (no server, no file, no permission) may be repaired while we wait.
        std::string text = error.get_error_message();
        std::replace(text.begin(), text.end(), '\n', ' ');
        throw Unavailable("database unavailable: " + text);
    }
    take_alive_lock();
}

void Session::fail(const soci::soci_error& error) {
    try {
        rethrow(error);
    } catch (const Unavailable&) {
        // After any error a new connection is safer.
        disconnect();
        throw;
    }
}

void Session::roll_back() noexcept {
    if (!sql_) return;
    // PostgreSQL's prepared statements survive a rollback and cannot be deallocated before it.
    if (!is_postgresql()) statements_->clear();
    try {
        *sql_ << "rollback";
        if (!is_postgresql()) *sql_ << "pragma synchronous = full";
    } catch (const soci::soci_error&) {
        // The transaction was lost, never began, or was rolled back by the database itself: a new connection starts clean.
        disconnect();
    }
}

void Session::transaction(const std::function<void(soci::session&)>& work, Commit commit) {
    const bool lazy = commit == Commit::with_next;
    try {
        ensure_connected();
        soci::session& sql = *sql_;
        if (lazy && !is_postgresql()) sql << "pragma synchronous = normal";
        if (is_postgresql())
            sql << "begin";
        else
            Query(this->sql(sql), "begin immediate").run();
        if (lazy && is_postgresql()) sql << "set local synchronous_commit = off";
        work(sql);
        if (is_postgresql())
            sql << "commit";
        else
            Query(this->sql(sql), "commit").run();
        if (lazy && !is_postgresql()) sql << "pragma synchronous = full";
    } catch (const soci::soci_error& error) {
        roll_back();
        fail(error);
    } catch (...) {
        roll_back();
        throw;
    }
}

void Session::read(const std::function<void(soci::session&)>& work) {
    try {
        ensure_connected();
        work(*sql_);
    } catch (const soci::soci_error& error) {
        fail(error);
    }
}

config::Instant Session::lease_clock(soci::session& sql) const {
    using std::chrono::microseconds;
    if (!is_postgresql()) return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    long long micros = 0;
    sql << "select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)", soci::into(micros);
    return config::from_micros(micros);
}

}  // namespace storage
