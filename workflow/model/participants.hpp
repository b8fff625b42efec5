#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/ticket.hpp"

#include <string_view>

namespace workflow {

/// True for addresses of the same technician, or of the same contact in the config.
[[nodiscard]] bool same_person(const Directory& directory, std::string_view a, std::string_view b);
/// True for the requester and the watchers.
[[nodiscard]] bool is_participant(const Directory& directory, const Ticket& ticket, std::string_view address);
[[nodiscard]] bool is_requester(const Directory& directory, const Ticket& ticket, std::string_view address);
/// True for a requester who asks for themselves. A technician who wrote a call down, [client=Contoso], is its requester and works
/// on it all the same.
[[nodiscard]] bool is_own_request(const Directory& directory, const Ticket& ticket, std::string_view address);

}  // namespace workflow
