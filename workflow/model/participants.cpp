// Determines whether an address is the requester, a participant, or the same person as another.
#include "workflow/model/participants.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

bool same_person(const Directory& directory, std::string_view a, std::string_view b) {
    if (text::same(a, b)) return true;
    const std::string first = mail::normalized(a);
    const std::string second = mail::normalized(b);
    const config::Technician* technician = directory.technician_by_address(first);
    if (technician && technician == directory.technician_by_address(second)) return true;
    const config::Contact* contact = directory.contact_by_address(first);
    return contact && contact == directory.contact_by_address(second);
}

bool is_requester(const Directory& directory, const Ticket& ticket, std::string_view address) {
    return !ticket.requester.address.empty() && same_person(directory, ticket.requester.address, address);
}

bool is_participant(const Directory& directory, const Ticket& ticket, std::string_view address) {
    return is_requester(directory, ticket, address) ||
           std::any_of(ticket.watchers.begin(), ticket.watchers.end(),
                       [&](const Watcher& watcher) { return same_person(directory, watcher.address, address); });
}

bool is_own_request(const Directory& directory, const Ticket& ticket, std::string_view address) {
    if (!is_requester(directory, ticket, address)) return false;
    const config::Client* theirs = directory.client_of(address);
    return ticket.client.empty() || (theirs && theirs->name == ticket.client);
}

}  // namespace workflow
