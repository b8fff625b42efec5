#pragma once

#include "daemon/core/database.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <memory>
#include <string>

namespace ticketd {

/// The Prometheus counters and gauges of the daemon. Counters may be changed from any thread.
class Metrics {
public:
    Metrics();

    prometheus::Counter* duplicates;  // mails that were already in the inbox
    prometheus::Counter* processed;   // mails decided and written
    prometheus::Counter* opened;      // new tickets
    prometheus::Counter* quarantined;
    prometheus::Counter* conflicts;    // batches decided again after a conflict
    prometheus::Counter* ticks;        // due tickets that were ticked
    prometheus::Counter* sent;         // outgoing mails that a peer accepted
    prometheus::Counter* send_failed;  // recipients refused permanently
    prometheus::Counter* send_later;
    prometheus::Gauge* database_up;

    /// The counter of one kind of SMTP or LMTP event; `what` is its short name.
    prometheus::Counter& smtp(const std::string& what) { return smtp_->Add({{"event", what}}); }

    /// 1 while mail can be sent over this smarthost.
    prometheus::Gauge& smarthost_gauge(const std::string& name) { return smarthost_gauges_->Add({{"way", name}}); }

    /// take sets the gauges whose values come from the database. text returns all metrics (exposition format 0.0.4).
    void take(const storage::Inbox::Counts& inbox, const storage::Outbox::Counts& outbox, const storage::Tickets::Counts& tickets,
              std::int64_t suspended);
    [[nodiscard]] std::string text() const;

private:
    std::shared_ptr<prometheus::Registry> registry_;  // shared_ptr: the library's interface demands it
    prometheus::Family<prometheus::Counter>* smtp_;
    prometheus::Family<prometheus::Gauge>* inbox_;
    prometheus::Family<prometheus::Gauge>* outbox_;
    prometheus::Family<prometheus::Gauge>* tickets_;
    prometheus::Family<prometheus::Gauge>* smarthost_gauges_;
    prometheus::Gauge* suspended_;
};

/// Serves GET /metrics over HTTP on a loopback address until the executor stops, several requests at a time, each
/// with a deadline of ten seconds. permanent: the address cannot be bound.
[[nodiscard]] config::Result<void> serve_metrics(const boost::asio::any_io_executor& io, const config::Endpoint& where,
                                                 Metrics& metrics, Database& database);

}  // namespace ticketd
