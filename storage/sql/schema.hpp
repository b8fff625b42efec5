#pragma once

#include "config/result.hpp"
#include "storage/sql/session.hpp"

namespace storage {

/// Creates the schema or migrates it to this program's version, under a lock. A second call changes nothing.
/// permanent: the schema is newer than this program (the sentence names both versions and the remedy).
[[nodiscard]] config::Result<void> migrate(Session& session);

/// The version this program writes, and the one the database has (0: none).
[[nodiscard]] int program_schema_version();
[[nodiscard]] int database_schema_version(Session& session);

}  // namespace storage
