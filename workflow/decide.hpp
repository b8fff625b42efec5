#pragma once

#include "workflow/inbound/threading.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/sla/sla_view.hpp"

namespace workflow {

/// Decides what `input` changes at `now`. Pure: equal arguments give equal results. Invalid commands produce a
/// refusal mail in the decision, never an error.
[[nodiscard]] Decision decide(const Directory& directory, const Snapshot& snapshot, const Input& input, Instant now);

}  // namespace workflow
