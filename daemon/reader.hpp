#pragma once

#include "daemon/desk.hpp"
#include "mail/envelope.hpp"
#include "workflow/decision.hpp"

#include <string_view>

namespace ticketd {

/// Reads one mail: parse, then the evidence. Heavy: run it on the pool.
[[nodiscard]] workflow::Arrival read_mail(const Desk& desk, config::InboxId inbox, mail::Envelope envelope, std::string_view raw,
                                          config::Instant now);

/// Finds the address each token was made for, among the technicians and the ticket's requester and watchers: a token
/// holds only a hash of it.
void resolve_parties(const Desk& desk, const workflow::Snapshot& snapshot, workflow::Arrival& arrival);

}  // namespace ticketd
