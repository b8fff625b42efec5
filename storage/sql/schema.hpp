#pragma once

#include "config/result.hpp"
#include "storage/sql/session.hpp"

namespace storage {

/// Creates the schema or migrates it to this program's version, under a lock. A second call changes nothing.
/// permanent: the schema is newer than this program (the message names both versions and the remedy).
[[nodiscard]] config::Result<void> migrate(Session& session);

/// The version that this program writes, and the version of the database (0: no schema).
[[nodiscard]] int program_schema_version();
[[nodiscard]] int database_schema_version(Session& session);

}  // namespace storage
