#pragma once

#include "workflow/model/ticket.hpp"

namespace workflow {

/// Resolved or closed.
[[nodiscard]] bool is_done(Status status);
/// waiting-customer or waiting-third-party.
[[nodiscard]] bool is_waiting(Status status);

}  // namespace workflow
