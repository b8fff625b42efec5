#pragma once

#include "daemon/core/runtime.hpp"
#include "storage/outbox.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/snapshot.hpp"

#include <vector>

namespace ticketd {

/// Turns the mails that a decision orders into bytes: mints their tokens and ids, renders, composes. Heavy: run it on
/// the pool. `snapshot` is the state before the decision; its tickets serve for what the decision left unchanged.
[[nodiscard]] std::vector<storage::NewOutgoing> render_outgoing(const Runtime& runtime, const workflow::Snapshot& snapshot,
                                                                const workflow::Decision& decision, config::Instant now);

}  // namespace ticketd
