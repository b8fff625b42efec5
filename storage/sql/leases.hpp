#pragma once

#include "storage/sql/session.hpp"
#include "storage/sql/sql.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace storage {

/// Who holds rows of `table` in status `held` and is dead. SQLite has one daemon: everybody but `self` is. PostgreSQL: whose
/// advisory lock is free; it stays ours until the transaction ends, so that two daemons do not release the same rows.
[[nodiscard]] std::vector<std::int64_t> dead_owners(const Session& session, const Sql& sql, const std::string& table,
                                                    const std::string& held, std::int64_t self);

}  // namespace storage
