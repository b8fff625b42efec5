#pragma once

#include "daemon/desk.hpp"
#include "storage/tickets.hpp"

#include <span>
#include <string>
#include <vector>

namespace ticketd {

/// Every ticket that is not resolved.
[[nodiscard]] std::vector<workflow::Ticket> open_tickets(storage::Tickets& tickets, const std::string& client = {});

/// The same and those that were opened in [from, to): what a report tells of.
[[nodiscard]] std::vector<workflow::Ticket> report_tickets(storage::Tickets& tickets, config::Instant from, config::Instant to,
                                                           const std::string& client = {});

/// Adds the mails that answer what was asked by mail. On the database's thread.
void answer_queries(storage::Tickets& tickets, const Desk& desk, std::span<storage::Outcome> outcomes, config::Instant now);

/// The morning's mails, ready for the outbox, to be printed on the pool.
[[nodiscard]] std::vector<storage::NewOutgoing> print_digests(const Desk& desk, const std::vector<workflow::Ticket>& open,
                                                              config::Instant now);

/// Everything in the configuration that due times and ticks follow from, as one hash.
[[nodiscard]] std::string terms_of(const config::Config& config);

}  // namespace ticketd
