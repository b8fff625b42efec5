#pragma once

#include "config/ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace storage {

struct Sql;

/// The titles and requesters' names that the ticket's stored events contain.
[[nodiscard]] std::vector<std::string> titles_in_events(const Sql& sql, config::TicketId ticket);
/// Replaces each of `words`, in the given order, with "erased" in the texts of the tickets' events. Other values stay.
void erase_in_events(const Sql& sql, const std::vector<std::int64_t>& tickets, const std::vector<std::string>& words);

}  // namespace storage
