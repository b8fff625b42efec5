#pragma once

#include "config/result.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>

namespace storage {

/// A running daemon as leases refer to it. On SQLite it holds an exclusive lock on a file next to the database, so that
/// a second daemon refuses to start. On PostgreSQL it has a row and a session advisory lock, so that a dead daemon's
/// leases are free at once.
class Instance {
public:
    /// Takes a new owner id. The session must stay open, because the advisory lock belongs to it.
    /// permanent: another daemon runs on this SQLite file (the message names the file and the pid).
    [[nodiscard]] static config::Result<Instance> start(Session& session, const config::Database& where);

    /// Takes the lock again after the session has reconnected.
    void renew(Session& session) const;

    [[nodiscard]] std::int64_t owner() const { return owner_; }

    Instance(Instance&& other) noexcept;
    Instance& operator=(Instance&&) = delete;
    ~Instance();

private:
    Instance(std::int64_t owner, int lock_file) : owner_(owner), lock_file_(lock_file) {}
    std::int64_t owner_;
    int lock_file_ = -1;
};

}  // namespace storage
