#pragma once

#include "storage/sql/sql.hpp"
#include "storage/tickets.hpp"

#include <set>
#include <span>

namespace storage {

/// Reads the confirmations that mails may answer, and counts those that each named technician was asked. Adds their tickets to
/// `numbers`.
void load_held(const Sql& sql, std::span<const workflow::ThreadKeys> keys, config::Instant now, workflow::Snapshot& snapshot,
               std::set<std::int64_t>& numbers);

/// Stores new confirmations and closes answered ones. Throws Conflict for one that another daemon closed meanwhile, so that a
/// yes runs once. Also deletes old ones.
void write_held(const Sql& sql, std::span<const Outcome* const> outcomes, config::Instant now);

}  // namespace storage
