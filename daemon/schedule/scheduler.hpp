#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/schedule/retention_job.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/pipeline/ticket_number_pool.hpp"
#include "daemon/schedule/bulk_rule_guard.hpp"
#include "daemon/core/wake_event.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <string>
#include <vector>

namespace ticketd {

/// The clock of the desk: every second, the tickets whose next_due_at has come, at most some hundred at a time. Only the order
/// in which a large backlog is worked off is kept in memory.
class Scheduler {
public:
    Scheduler(std::function<RuntimePtr()> runtime, Database& database, boost::asio::thread_pool& pool, WakeEvent& tick,
              WakeEvent& outbox, Metrics& metrics);

    boost::asio::awaitable<void> run();
    void stop();

private:
    /// True when there may be more that is due.
    boost::asio::awaitable<bool> round();
    boost::asio::awaitable<std::vector<config::TicketId>> take_due(const RuntimePtr& runtime, config::Instant now);
    boost::asio::awaitable<void> use_terms(const RuntimePtr& runtime);
    boost::asio::awaitable<void> send_digest(const RuntimePtr& runtime);
    /// The index of words takes in what waits, while nobody else needs the database. True when there may be more.
    boost::asio::awaitable<bool> take_in_words();

    std::function<RuntimePtr()> runtime_;
    Database& database_;
    boost::asio::thread_pool& pool_;
    WakeEvent& tick_;
    WakeEvent& outbox_;
    Metrics& metrics_;
    RetentionJob retention_job_;
    TicketNumberPool numbers_;
    BulkRuleGuard rule_guard_;
    std::vector<config::TicketId> backlog_;  // was looked at as a whole and is worked off, the last one first
    RuntimePtr recomputed_for_;              // the desk whose terms the due times follow
    std::string digest_;                     // the day whose digest is known to be sent
    bool stopping_ = false;
};

}  // namespace ticketd
