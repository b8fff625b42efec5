#pragma once

#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// Carries out `ticketctl do` and `ticketctl new` with the commands that mails use, either all of them or none. When
/// Decision::refused is set, nothing was done.
void carry_out(DecisionBuilder& builder, const AdminRequest& request);

/// The keys of everything that must be in the snapshot before the request is carried out.
[[nodiscard]] ThreadKeys request_keys(const AdminRequest& request);

}  // namespace workflow
