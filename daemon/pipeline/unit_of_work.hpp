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

/// Rounds after which a unit of work is given up. One conflict means that another program was faster; this many in a
/// row mean that something else is wrong.
inline constexpr int max_conflict_rounds = 10;

/// Inputs that are decided in order on one snapshot and written in one transaction. Each member function is one step,
/// in the order of their declaration. A coroutine runs each step on the thread that its comment names. A step throws
/// database errors. After storage::Conflict the caller starts again with a new unit.
struct UnitOfWork {
    RuntimePtr runtime;
    config::Instant now{};
    workflow::Snapshot snapshot{};             // after `decide`, the state of the desk once the outcomes are written
    std::vector<storage::Outcome> outcomes{};  // one for each input that was decided
    std::vector<storage::SentMail> sent{};     // mails of ours that an input may quote

    /// Reads everything that inputs with these keys may touch. Database thread.
    void load(Stores& stores, std::span<const workflow::ThreadKeys> keys);
    /// Reads the texts of `sent` into the snapshot. Heavy: run it on the pool.
    void read_sent();
    /// Takes at least `count` numbers for new tickets from `pool`. Database thread.
    void reserve(Stores& stores, TicketNumberPool& pool, std::size_t count);

    /// The decision that `input` would cause; the unit stays unchanged. Heavy: run it on the pool.
    [[nodiscard]] workflow::Decision try_out(const workflow::Input& input) const;
    /// Decides on `input` and applies the result to the snapshot, so that the next input sees it. The reference is
    /// valid until the next input is decided. Heavy: run it on the pool.
    storage::Outcome& decide(const workflow::Input& input);
    /// Runs `decide` and `render`, for inputs without queries. When it throws, the unit contains nothing of `input`.
    storage::Outcome& decide_and_render(const workflow::Input& input);

    /// Whether a decision needs data that has to be loaded.
    [[nodiscard]] bool has_queries() const;
    /// Adds the mails that answer the queries. Database thread.
    void answer(Stores& stores);

    /// Turns the mails of one outcome into bytes and packs them. Outcomes may be rendered in parallel. Heavy: run it
    /// on the pool.
    void render(std::size_t outcome);

    /// Writes all outcomes in one transaction. Database thread. Throws storage::Conflict when a ticket was changed in
    /// the meantime.
    void write(Stores& stores);
    /// The same; unused ticket numbers go back to `pool`.
    void write(Stores& stores, TicketNumberPool& pool);
};

/// Runs all steps on the calling thread, again with a new unit after each conflict. `decide` decides on the inputs;
/// it returns false when nothing is to be written.
void run_blocking(Stores& stores, const RuntimePtr& runtime, std::span<const workflow::ThreadKeys> keys,
                  const std::function<bool(UnitOfWork&)>& decide);

}  // namespace ticketd
