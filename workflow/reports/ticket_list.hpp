#pragma once

#include "workflow/model/views.hpp"

#include <string>
#include <vector>

namespace workflow {

class Directory;

/// Cap on the rows of each table in a mail.
inline constexpr std::size_t max_listed = 100;

/// The tickets sorted by due time, cut to `max_listed`. Tickets without one come last.
[[nodiscard]] TicketList ticket_list_of(const Directory& directory, TicketList::What what, const std::vector<Ticket>& tickets,
                                        Instant now);

/// The answer to `[list …]`: the open tickets that match `what`. `mine` is the name of the technician who asked.
[[nodiscard]] TicketList answer_ticket_list(const Directory& directory, TicketList::What what, const std::vector<Ticket>& open,
                                            std::string_view mine, Instant now);

/// The digest tables for one technician, made from all open tickets. Empty tables are left out.
[[nodiscard]] std::vector<TicketList> digest_of(const Directory& directory, std::string_view technician,
                                                const std::vector<Ticket>& open, Instant now);

}  // namespace workflow
