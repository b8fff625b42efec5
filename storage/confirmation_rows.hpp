#pragma once

#include "storage/sql/sql.hpp"
#include "storage/tickets.hpp"

#include <set>
#include <span>

namespace storage {

/// Reads the questions that mails may answer, and how much was asked of the technicians they name; adds their tickets to
/// `numbers`.
void load_held(const Sql& sql, std::span<const workflow::ThreadKeys> keys, config::Instant now, workflow::Snapshot& snapshot,
               std::set<std::int64_t>& numbers);

/// Keeps new questions and closes those that were answered. One that another daemon closed meanwhile throws Conflict: a yes
/// runs once. Also takes away questions of days ago.
void write_held(const Sql& sql, std::span<const Outcome* const> outcomes, config::Instant now);

}  // namespace storage
