#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/tickets/aliases.hpp"

#include <string>

namespace workflow {

/// Where a mail belongs.
struct Thread {
    TicketId ticket;   // not set: a new ticket
    TicketId related;  // the new ticket is linked to this one
    Link::Kind link = Link::Kind::relates;
    bool by_foreign_id = false;  // only mails of others join it: their ids become aliases
    std::string why;
};

/// What has to be in the snapshot before `inbound` is decided.
[[nodiscard]] ThreadKeys thread_keys(const Directory& directory, const InboundMail& inbound);

/// By reply token, by our own signed Message-IDs, by the ids of others, and last by [#1234], which anybody can type and so
/// only counts for who takes part. Threading grants no rights.
[[nodiscard]] Thread find_thread(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound);

/// A mail that comes after `reopen_days` is about something new: the ticket that follows the closed one, known or to be opened.
[[nodiscard]] Thread follow_up_when_late(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound,
                                         Thread thread, Instant now);
}  // namespace workflow
