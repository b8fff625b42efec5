#pragma once

#include "workflow/model/ticket.hpp"

namespace workflow {

/// Nobody has to do anything for it: resolved or closed.
[[nodiscard]] bool is_done(Status status);
/// Somebody else has to act: the customer or a third party.
[[nodiscard]] bool is_waiting(Status status);

}  // namespace workflow
