#pragma once

#include "config/result.hpp"
#include "storage/sql/session.hpp"

namespace storage {

/// Makes the schema or brings it to this program's version, under a lock; doing it again changes nothing.
/// permanent: the schema is newer than this program (the sentence says both versions and what to do).
[[nodiscard]] config::Result<void> migrate(Session& session);

/// The version this program writes, and the one the database has (0: none).
[[nodiscard]] int program_schema_version();
[[nodiscard]] int database_schema_version(Session& session);

}  // namespace storage
