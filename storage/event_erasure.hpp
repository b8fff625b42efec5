#pragma once

#include "config/ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace storage {

struct Sql;

/// Titles and requesters' names in the stored events of a ticket.
[[nodiscard]] std::vector<std::string> titles_in_events(const Sql& sql, config::TicketId ticket);
/// Replaces `words`, in their order, by "erased" in the texts of the tickets' events. Their other values stay.
void erase_in_events(const Sql& sql, const std::vector<std::int64_t>& tickets, const std::vector<std::string>& words);

}  // namespace storage
