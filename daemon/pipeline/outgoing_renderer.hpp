#pragma once

#include "daemon/core/runtime.hpp"
#include "storage/outbox.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/snapshot.hpp"

#include <vector>

namespace ticketd {

/// Turns the notifications of a decision into bytes: makes tokens and ids, renders, composes. Expensive: run it on
/// the pool. `snapshot` is the state before the decision; tickets that the decision left unchanged are taken from it.
[[nodiscard]] std::vector<storage::NewOutgoing> render_outgoing(const Runtime& runtime, const workflow::Snapshot& snapshot,
                                                                const workflow::Decision& decision, config::Instant now);

}  // namespace ticketd
