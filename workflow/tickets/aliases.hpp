#pragma once

#include "workflow/model/decision.hpp"

#include <algorithm>

namespace workflow {

/// A mail may contain thousands of ids. The newest are enough to find its thread.
inline constexpr std::size_t max_references = 32;

/// Calls `visit` with each referenced id, nearest first, until it returns true.
template <class Visit>
bool any_referenced(const mail::Message& message, Visit visit) {
    if (!message.in_reply_to.empty() && visit(message.in_reply_to)) return true;
    const std::size_t count = std::min(message.references.size(), max_references);
    return std::any_of(message.references.rbegin(), message.references.rbegin() + static_cast<std::ptrdiff_t>(count), visit);
}

/// Adds the Message-IDs under which later mails find `ticket`: the mail's own id and, with `references_too`, the foreign ids that
/// it references.
void add_aliases(const Snapshot& snapshot, const InboundMail& inbound, TicketId ticket, bool references_too, Decision& decision);

}  // namespace workflow
