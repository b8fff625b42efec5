#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/core/wake_event.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <string>

namespace ticketd {

/// Sends the morning digest to the technicians, once a day for all daemons of a database.
class DigestJob {
public:
    DigestJob(Database& database, boost::asio::thread_pool& pool, WakeEvent& outbox)
        : database_(database), pool_(pool), outbox_(outbox) {}

    /// Sends the digest when its hour has come and no daemon has sent it yet.
    boost::asio::awaitable<void> step(const RuntimePtr& runtime, config::Instant now);

private:
    Database& database_;
    boost::asio::thread_pool& pool_;
    WakeEvent& outbox_;
    std::string sent_day_;  // the day whose digest is known to be sent
};

}  // namespace ticketd
