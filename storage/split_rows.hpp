#pragma once

#include "storage/sql/sql.hpp"
#include "storage/tickets.hpp"

#include <span>

namespace storage {

/// What was split off goes to its new ticket, and with it whatever answers it. Inside the transaction that writes the decisions,
/// after their entries and aliases.
void write_moves(const Sql& sql, std::span<const Outcome* const> outcomes);

}  // namespace storage
