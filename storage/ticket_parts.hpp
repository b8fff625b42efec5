#pragma once

#include "storage/sql/sql.hpp"
#include "workflow/model/ticket.hpp"

#include <cstdint>
#include <span>
#include <unordered_map>

namespace storage {

/// Fills in the watchers and links of the tickets in `by_number`.
void read_parts(const Sql& sql, std::unordered_map<std::int64_t, workflow::Ticket*>& by_number);

}  // namespace storage
