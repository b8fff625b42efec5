#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/core/wake_event.hpp"
#include "daemon/pipeline/ticket_number_pool.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "daemon/schedule/bulk_rule_guard.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <vector>

namespace ticketd {

/// Ticks the tickets whose next_due_at has come, some hundred at most in one transaction. Keeps a list of due tickets
/// in memory only when there are very many.
class DueTicketsJob {
public:
    DueTicketsJob(Database& database, boost::asio::thread_pool& pool, WakeEvent& outbox, Metrics& metrics,
                  BulkRuleGuard& rule_guard)
        : database_(database), pool_(pool), outbox_(outbox), metrics_(metrics), rule_guard_(rule_guard) {}

    enum class Found { nothing, all, more };  // more: there may be further due tickets
    /// Ticks the first tickets that are due at `now`. Throws storage::Conflict when somebody changed one of them in
    /// the meantime; the next step tries them again.
    boost::asio::awaitable<Found> step(const RuntimePtr& runtime, config::Instant now);
    /// Forgets the list, because other tickets may now be due, as after a reload.
    void start_over() { backlog_.clear(); }
    void stop() { stopping_ = true; }

private:
    boost::asio::awaitable<std::vector<config::TicketId>> take_due(const RuntimePtr& runtime, config::Instant now);
    boost::asio::awaitable<void> run_unit(UnitOfWork& unit, const std::vector<config::TicketId>& due);

    Database& database_;
    boost::asio::thread_pool& pool_;
    WakeEvent& outbox_;
    Metrics& metrics_;
    BulkRuleGuard& rule_guard_;
    TicketNumberPool numbers_;               // database thread only
    std::vector<config::TicketId> backlog_;  // due tickets that the rule guard has checked; the last one is next
    bool stopping_ = false;
};

}  // namespace ticketd
