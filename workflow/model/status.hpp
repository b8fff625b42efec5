#pragma once

#include "workflow/model/ticket.hpp"

namespace workflow {

/// True for resolved and closed.
[[nodiscard]] bool is_done(Status status);
/// True for waiting-customer and waiting-third-party.
[[nodiscard]] bool is_waiting(Status status);

}  // namespace workflow
