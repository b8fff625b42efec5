#pragma once

#include "config/config.hpp"
#include "config/time.hpp"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

namespace soci {
class session;
}

namespace storage {

/// The database cannot be reached or lost the connection. Caught at the unit of work: try again later.
class Unavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// A unique row or a ticket version was taken meanwhile by somebody else: load again, decide again.
class Conflict : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The disk or the tablespace is full: 452, nothing is lost.
class Full : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One connection, used by one thread. Every store borrows it.
class Session {
public:
    /// Does not connect yet: the first use does.
    explicit Session(config::Database where);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Runs `work` in one transaction (SQLite: BEGIN IMMEDIATE) and commits it; connects or reconnects first when needed.
    /// Whatever `work` throws rolls back. Throws Unavailable, Conflict or Full for what the database said, std::runtime_error for the rest.
    void transaction(const std::function<void(soci::session&)>& work);
    /// The same without a transaction, for single reads.
    void read(const std::function<void(soci::session&)>& work);

    [[nodiscard]] bool is_postgresql() const { return where_.kind == config::Database::Kind::postgresql; }
    /// The clock that leases are told in: the database's on PostgreSQL, the daemon's on SQLite.
    [[nodiscard]] config::Instant lease_clock(soci::session& sql) const;
    /// Drops the connection; the next use connects again.
    void disconnect();

private:
    void connect();
    config::Database where_;
    std::unique_ptr<soci::session> sql_;
};

}  // namespace storage
