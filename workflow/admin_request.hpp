#pragma once

#include "workflow/tickets/decision_builder.hpp"

namespace workflow {

/// `ticketctl do` and `ticketctl new`: the same commands as by mail, all or nothing; `refused` says that nothing was done.
void carry_out(DecisionBuilder& builder, const AdminRequest& request);

/// What has to be in the snapshot before the order is carried out.
[[nodiscard]] ThreadKeys request_keys(const AdminRequest& request);

}  // namespace workflow
