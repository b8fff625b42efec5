#pragma once

#include "workflow/inbound/threading.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/sla/sla_view.hpp"

namespace workflow {

/// The one function of the program: what `input` does to the desk at `now`. Pure: the same values give the same value.
/// Whatever a person sent that makes no sense becomes a refusal mail inside the decision, never an error.
[[nodiscard]] Decision decide(const Directory& directory, const Snapshot& snapshot, const Input& input, Instant now);

}  // namespace workflow
