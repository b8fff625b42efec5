#pragma once

#include "workflow/decision.hpp"
#include "workflow/policy.hpp"

#include <algorithm>

namespace workflow {

/// A mail may name thousands of ids; the newest are enough to join a thread.
inline constexpr std::size_t most_references = 32;

/// Calls `visit` with every id that the mail answers, nearest first, until it returns true.
template <class Visit>
bool any_referenced(const mail::Message& message, Visit visit) {
    if (!message.in_reply_to.empty() && visit(message.in_reply_to)) return true;
    const std::size_t count = std::min(message.references.size(), most_references);
    return std::any_of(message.references.rbegin(), message.references.rbegin() + static_cast<std::ptrdiff_t>(count), visit);
}

/// Where a mail belongs.
struct Thread {
    TicketId ticket;   // not set: a new ticket
    TicketId related;  // the new ticket is linked to this one
    Link::Kind link = Link::Kind::relates;
    bool by_foreign_id = false;  // only mails of others join it: their ids become aliases
    std::string why;
};

/// By reply token, by our own signed Message-IDs, by the ids of others, and last by [#1234], which anybody can type and so
/// only counts for who takes part. Threading grants no rights.
[[nodiscard]] Thread find_thread(const Policy& policy, const Snapshot& snapshot, const Arrival& arrival);

/// A mail that comes after `reopen_days` is about something new: the ticket that follows the closed one, known or to be opened.
[[nodiscard]] Thread follow_up_when_late(const Policy& policy, const Snapshot& snapshot, const Arrival& arrival, Thread thread,
                                         Instant now);

/// The ids under which later mails find `ticket`: the mail's own, and those it references when they are of others.
void add_aliases(const Snapshot& snapshot, const Arrival& arrival, TicketId ticket, bool references_too, Decision& decision);

}  // namespace workflow
