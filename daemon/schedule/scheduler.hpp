#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/core/wake_event.hpp"
#include "daemon/schedule/bulk_rule_guard.hpp"
#include "daemon/schedule/digest_job.hpp"
#include "daemon/schedule/due_tickets_job.hpp"
#include "daemon/schedule/index_job.hpp"
#include "daemon/schedule/recompute_job.hpp"
#include "daemon/schedule/retention_job.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>

namespace ticketd {

/// The clock of the desk: runs its jobs every second, and at once while there is more to do. Io thread only.
class Scheduler {
public:
    Scheduler(std::function<RuntimePtr()> runtime, Database& database, boost::asio::thread_pool& pool, WakeEvent& tick,
              WakeEvent& outbox, Metrics& metrics);

    boost::asio::awaitable<void> run();
    void stop();

private:
    /// One step of each job. True: there may be more to do.
    boost::asio::awaitable<bool> round();

    std::function<RuntimePtr()> runtime_;
    WakeEvent& tick_;
    Metrics& metrics_;
    BulkRuleGuard rule_guard_;
    RecomputeJob recompute_job_;
    DigestJob digest_job_;
    DueTicketsJob due_tickets_job_;
    IndexJob index_job_;
    RetentionJob retention_job_;
    bool stopping_ = false;
};

}  // namespace ticketd
