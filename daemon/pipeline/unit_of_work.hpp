#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/pipeline/ticket_number_pool.hpp"
#include "storage/tickets.hpp"
#include "workflow/model/decision.hpp"
#include "workflow/model/snapshot.hpp"

#include <functional>
#include <span>
#include <vector>

namespace ticketd {

/// Rounds until a unit of work is given up. A conflict says that another program was faster; this many in a row say that
/// something else is wrong.
inline constexpr int max_conflict_rounds = 10;

/// Inputs that are decided in order on one snapshot and written in one transaction. Each member is one step, in the order in
/// which they stand here; a coroutine runs each step on the thread that the comment names. A step throws what the database
/// throws. After storage::Conflict the caller starts again with a new unit.
struct UnitOfWork {
    RuntimePtr runtime;
    config::Instant now{};
    workflow::Snapshot snapshot{};             // after `decide`, what the desk is once the outcomes are written
    std::vector<storage::Outcome> outcomes{};  // one for each input that was decided

    /// Reads everything that inputs with these keys may touch. On the database thread.
    void load(Stores& stores, std::span<const workflow::ThreadKeys> keys);
    /// Takes at least `count` numbers for new tickets out of `pool`. On the database thread.
    void reserve(Stores& stores, TicketNumberPool& pool, std::size_t count);

    /// What `input` would do; the unit stays as it is. Heavy: on the pool.
    [[nodiscard]] workflow::Decision try_out(const workflow::Input& input) const;
    /// Decides `input` and moves the snapshot on, so that the next input sees what this one did. The reference holds until the
    /// next input is decided. Heavy: on the pool.
    storage::Outcome& decide(const workflow::Input& input);
    /// `decide` and `render` in one, for inputs that ask nothing. When it throws, nothing of `input` is in the unit.
    storage::Outcome& decide_and_render(const workflow::Input& input);

    /// Some decision asks for what has to be loaded.
    [[nodiscard]] bool has_queries() const;
    /// Adds the mails that answer the queries. On the database thread.
    void answer(Stores& stores);

    /// Turns the mails of one outcome into bytes and packs them. Outcomes may be rendered side by side. Heavy: on the pool.
    void render(std::size_t outcome);

    /// Writes all outcomes in one transaction. On the database thread. Throws storage::Conflict when a ticket was changed
    /// meanwhile.
    void write(Stores& stores);
    /// The same, and the numbers that no ticket took go back to `pool`.
    void write(Stores& stores, TicketNumberPool& pool);
};

/// All steps on the calling thread, and again with a new unit after each conflict. `decide` decides the inputs; it returns
/// false when nothing is to be written.
void run_blocking(Stores& stores, const RuntimePtr& runtime, std::span<const workflow::ThreadKeys> keys,
                  const std::function<bool(UnitOfWork&)>& decide);

}  // namespace ticketd
