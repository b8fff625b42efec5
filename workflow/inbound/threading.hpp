#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/tickets/aliases.hpp"

#include <string>
#include <vector>

namespace workflow {

/// The ticket to which a mail belongs.
struct Thread {
    TicketId ticket;   // not set: a new ticket
    TicketId related;  // the new ticket is linked to this one
    Link::Kind link = Link::Kind::relates;
    bool by_foreign_id = false;  // joined by Message-IDs of other people's mails, whose ids become aliases
    std::string why;
    Cause cause{};                      // of a new ticket that is linked
    std::vector<TicketId> others = {};  // tickets to which the mail belongs, too; they are linked to the one that it joins
    bool is_copy = false;               // it brings the words of the ticket's first mail once more
};

/// The keys of everything that must be in the snapshot before `inbound` is decided.
[[nodiscard]] ThreadKeys thread_keys(const Directory& directory, const InboundMail& inbound);

/// Finds the thread by reply token, our signed Message-IDs, other Message-IDs, [#1234], and last by the mail's own Message-ID.
/// Anybody can type the number, so it counts for participants only. Threading grants no rights.
[[nodiscard]] Thread find_thread(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound);

/// A mail that arrives later than `reopen_days` after closing belongs to a follow-up ticket, an existing or a new one.
[[nodiscard]] Thread follow_up_when_late(const Directory& directory, const Snapshot& snapshot, const InboundMail& inbound,
                                         Thread thread, Instant now);
}  // namespace workflow
