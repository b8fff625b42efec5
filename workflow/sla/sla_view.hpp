#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/views.hpp"

namespace workflow {

/// The SLA state of a ticket at `now`, for `show`, tables and mail headers.
[[nodiscard]] SlaView sla_view(const Directory& directory, const Ticket& ticket, Instant now);

}  // namespace workflow
