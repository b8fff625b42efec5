#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/schedule/bulk_rule_guard.hpp"

#include <boost/asio/awaitable.hpp>

namespace ticketd {

/// Makes every open ticket due when contracts, calendars or rules have changed; the ticks then recompute its times.
class RecomputeJob {
public:
    RecomputeJob(Database& database, BulkRuleGuard& rule_guard) : database_(database), rule_guard_(rule_guard) {}

    /// Acts only after the start and after each reload. True: from now on, due times follow `runtime`.
    boost::asio::awaitable<bool> step(const RuntimePtr& runtime, config::Instant now);

private:
    Database& database_;
    BulkRuleGuard& rule_guard_;
    RuntimePtr done_for_;
};

}  // namespace ticketd
