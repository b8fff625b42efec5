#pragma once

#include "config/config.hpp"
#include "config/time.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace soci {
class session;
class soci_error;
}  // namespace soci

namespace storage {

class StatementCache;
struct Sql;

/// The database cannot be reached, or the connection was lost. Caught at the unit of work, which tries again later.
class Unavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Another writer has taken a unique key or changed a ticket version in the meantime: load again, decide again.
class Conflict : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The disk or the tablespace is full. Senders get 452, so that no mail is lost.
class Full : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// When a commit must be on disk.
enum class Commit {
    durable,    // before transaction() returns
    with_next,  // with the next durable commit. Logs are written in order, so no later change survives a crash without it.
    // Only for changes that a crash may undo (a lease, a reserved number), never for what a peer has been promised
};

/// One connection, used by one thread. Every store borrows it.
class Session {
public:
    /// Does not connect; the first use does.
    explicit Session(config::Database where);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs `work` in one transaction (SQLite: BEGIN IMMEDIATE) and commits it. Connects or reconnects first when needed.
    /// Any exception of `work` rolls back. Database errors are thrown as Unavailable, Conflict or Full, others as
    /// std::runtime_error.
    void transaction(const std::function<void(soci::session&)>& work, Commit commit = Commit::durable);
    /// The same without a transaction, for single reads.
    void read(const std::function<void(soci::session&)>& work);

    [[nodiscard]] bool is_postgresql() const { return where_.kind == config::Database::Kind::postgresql; }
    /// The clock of leases: the database's on PostgreSQL, the daemon's on SQLite.
    [[nodiscard]] config::Instant lease_clock(soci::session& sql) const;
    /// The handle from which queries inside `work` are made.
    [[nodiscard]] Sql sql(soci::session& connection) const;
    /// Drops the connection; the next use connects again.
    void disconnect();

    /// PostgreSQL: holds an advisory lock, on this and every later connection, to show that daemon `owner` is alive.
    /// Takes effect at the next use.
    void show_alive(std::int64_t owner);
    /// PostgreSQL: tries to take the lock of `owner` until the transaction ends; true when its daemon is dead.
    [[nodiscard]] bool is_dead(soci::session& sql, std::int64_t owner) const;

private:
    void connect();
    void ensure_connected();
    void take_alive_lock();
    void roll_back() noexcept;
    [[noreturn]] void fail(const soci::soci_error& error);

    config::Database where_;
    std::unique_ptr<soci::session> sql_;
    std::unique_ptr<StatementCache> statements_;  // declared after the connection, so that it is destroyed first
    std::optional<std::int64_t> alive_owner_;
    bool alive_lock_held_ = false;
};

}  // namespace storage
