#pragma once

#include "workflow/model/views.hpp"

#include <string>
#include <vector>

namespace workflow {

class Directory;

/// What stands in a mail at the most, of each table.
inline constexpr std::size_t max_listed = 100;

/// The tickets in the order of their due times, what has none at the end; cut to `max_listed`.
[[nodiscard]] TicketList ticket_list_of(const Directory& directory, TicketList::What what, const std::vector<Ticket>& tickets,
                                        Instant now);

/// The answer to `[list …]`: of the tickets that are open, those that `what` asks for. `mine`: a technician's name.
[[nodiscard]] TicketList answer_ticket_list(const Directory& directory, TicketList::What what, const std::vector<Ticket>& open,
                                            std::string_view mine, Instant now);

/// The morning's tables for one technician, from all open tickets; those without tickets are left out.
[[nodiscard]] std::vector<TicketList> digest_of(const Directory& directory, std::string_view technician,
                                                const std::vector<Ticket>& open, Instant now);

}  // namespace workflow
