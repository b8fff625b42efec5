#pragma once

#include "config/result.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>

namespace storage {

/// One running daemon, as the leases name it. SQLite: an exclusive lock on a file beside the database, so that a second
/// daemon refuses to start. PostgreSQL: a row and a session advisory lock, so that the leases of a dead daemon are free at once.
class Instance {
public:
    /// Takes a fresh owner id. The session must stay open: the advisory lock lives in it.
    /// permanent: another daemon runs on this SQLite file (the sentence names it and its pid).
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
