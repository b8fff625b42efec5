#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "storage/tickets.hpp"

#include <span>
#include <string>
#include <vector>

namespace ticketd {

/// All tickets that are not resolved.
[[nodiscard]] std::vector<workflow::Ticket> open_tickets(storage::Tickets& tickets, const std::string& client = {});

/// The data of a report on [from, to).
[[nodiscard]] workflow::ReportFacts report_facts(Stores& stores, config::Instant from, config::Instant to,
                                                 const std::string& client = {});

/// Adds the answers to the queries of `outcomes`. Call it on the database's thread.
void answer_queries(Stores& stores, const Runtime& runtime, std::span<storage::Outcome> outcomes, config::Instant now);

/// The digest mails, rendered for the outbox. Expensive: run it on the pool.
[[nodiscard]] std::vector<storage::NewOutgoing> render_digests(const Runtime& runtime, const std::vector<workflow::Ticket>& open,
                                                               const std::map<std::string, config::Instant>& away,
                                                               config::Instant now);

}  // namespace ticketd
