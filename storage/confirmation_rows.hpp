#pragma once

#include "storage/sql/sql.hpp"
#include "storage/tickets.hpp"

#include <set>
#include <span>

namespace storage {

/// Reads the confirmations that the mails may answer, and counts those that were sent to each named technician. Adds
/// their tickets to `numbers`.
void load_held(const Sql& sql, std::span<const workflow::ThreadKeys> keys, config::Instant now, workflow::Snapshot& snapshot,
               std::set<std::int64_t>& numbers);

/// Stores new confirmations and closes answered ones. Throws Conflict when another daemon has closed one in the
/// meantime, so that the commands run only once. Also deletes old ones.
void write_held(const Sql& sql, std::span<const Outcome* const> outcomes, config::Instant now);

}  // namespace storage
