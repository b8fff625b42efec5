#pragma once

#include "storage/sql/sql.hpp"
#include "storage/tickets.hpp"

#include <span>

namespace storage {

/// Moves entries that were split off to their new ticket, together with the Message-IDs by which replies find it. Runs
/// inside the transaction that writes the decisions, after their entries and aliases.
void write_moves(const Sql& sql, std::span<const Outcome* const> outcomes);

}  // namespace storage
