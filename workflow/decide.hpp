#pragma once

#include "workflow/decision.hpp"
#include "workflow/policy.hpp"
#include "workflow/sla_view.hpp"

namespace workflow {

/// What has to be in the snapshot before `arrival` is decided.
[[nodiscard]] ThreadKeys thread_keys(const Policy& policy, const Arrival& arrival);

/// The one function of the program: what `input` does to the desk at `now`. Pure: the same values give the same value.
/// Whatever a person sent that makes no sense becomes a refusal mail inside the decision, never an error.
[[nodiscard]] Decision decide(const Policy& policy, const Snapshot& snapshot, const Input& input, Instant now);

/// How its clocks stand at `now`; for `show`, tables and mail headers.
[[nodiscard]] SlaView sla_view(const Policy& policy, const Ticket& ticket, Instant now);

}  // namespace workflow
