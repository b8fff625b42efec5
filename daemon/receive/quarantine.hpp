#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/core/wake_event.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <string>

namespace ticketd {

/// Quarantines mails that cannot be handled, and notifies the admin. Io thread only.
class Quarantine {
public:
    Quarantine(Database& database, WakeEvent& outbox, Metrics& metrics)
        : database_(database), outbox_(outbox), metrics_(metrics) {}

    boost::asio::awaitable<void> take(const RuntimePtr& runtime, config::InboxId id, const std::string& reason);
    /// Sends a mail to the admin, at most one an hour: the first notice of a flood is enough.
    boost::asio::awaitable<void> notify_admin(const RuntimePtr& runtime, config::InboxId id, const std::string& reason);

private:
    Database& database_;
    WakeEvent& outbox_;
    Metrics& metrics_;
    std::chrono::steady_clock::time_point notified_at_{};
};

}  // namespace ticketd
