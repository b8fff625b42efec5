#pragma once

#include "storage/sql/session.hpp"
#include "storage/sql/sql.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace storage {

/// The dead owners of rows of `table` in status `held`. On SQLite every owner except `self` is dead. On PostgreSQL an
/// owner is dead when its advisory lock is free; we then hold that lock until the transaction ends, so that two daemons
/// do not release the same rows.
[[nodiscard]] std::vector<std::int64_t> dead_owners(const Session& session, const Sql& sql, const std::string& table,
                                                    const std::string& held, std::int64_t self);

}  // namespace storage
