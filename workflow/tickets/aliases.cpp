// The Message-IDs under which later mails find a ticket.
#include "workflow/tickets/aliases.hpp"

namespace workflow {

void add_aliases(const Snapshot& snapshot, const InboundMail& inbound, TicketId ticket, bool references_too, Decision& decision) {
    const auto add = [&](const std::string& id) {
        const bool taken =
            id.empty() || snapshot.aliases.contains(id) ||
            std::any_of(decision.aliases.begin(), decision.aliases.end(), [&](const auto& one) { return one.first == id; });
        if (!taken) decision.aliases.emplace_back(id, ticket);
        return false;
    };
    add(inbound.message.message_id);
    add(inbound.evidence.smime_id);
    if (references_too) any_referenced(inbound.message, add);
}

}  // namespace workflow
