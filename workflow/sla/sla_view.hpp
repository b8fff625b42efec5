#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/views.hpp"

namespace workflow {

/// How its clocks stand at `now`; for `show`, tables and mail headers.
[[nodiscard]] SlaView sla_view(const Directory& directory, const Ticket& ticket, Instant now);

}  // namespace workflow
