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

/// What the daemon counts, in Prometheus' words. Counters may be moved from any thread.
class Metrics {
public:
    Metrics();

    prometheus::Counter* duplicates;  // the same mail, once more
    prometheus::Counter* processed;   // mails decided and written
    prometheus::Counter* opened;      // tickets
    prometheus::Counter* quarantined;
    prometheus::Counter* conflicts;    // batches decided again
    prometheus::Counter* ticks;        // tickets looked at because time passed
    prometheus::Counter* sent;         // outgoing mails that a peer took
    prometheus::Counter* send_failed;  // recipients refused for good
    prometheus::Counter* send_later;
    prometheus::Gauge* database_up;

    /// Events of SMTP and LMTP sessions, by a short word.
    prometheus::Counter& smtp(const std::string& what) { return smtp_->Add({{"event", what}}); }

    /// 1 while mail can go out that way.
    prometheus::Gauge& smarthost_gauge(const std::string& name) { return smarthost_gauges_->Add({{"way", name}}); }

    /// Sets the gauges that stand in the database, then everything as text (exposition format 0.0.4).
    void take(const storage::Inbox::Counts& inbox, const storage::Outbox::Counts& outbox, const storage::Tickets::Counts& tickets,
              std::int64_t suspended);
    [[nodiscard]] std::string text() const;

private:
    std::shared_ptr<prometheus::Registry> registry_;  // shared_ptr: the library's own interface
    prometheus::Family<prometheus::Counter>* smtp_;
    prometheus::Family<prometheus::Gauge>* inbox_;
    prometheus::Family<prometheus::Gauge>* outbox_;
    prometheus::Family<prometheus::Gauge>* tickets_;
    prometheus::Family<prometheus::Gauge>* smarthost_gauges_;
    prometheus::Gauge* suspended_;
};

/// Serves GET /metrics over HTTP on a loopback address until the executor stops; ten seconds a request, one at a time.
/// permanent: the address cannot be bound.
[[nodiscard]] config::Result<void> serve_metrics(const boost::asio::any_io_executor& io, const config::Endpoint& where,
                                                 Metrics& metrics, Database& database);

}  // namespace ticketd
