#pragma once

#include "config/config.hpp"
#include "daemon/core/database.hpp"
#include "storage/retention.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>

namespace ticketd {

/// Removes old data as [retention] says, once an hour, oldest first. Pauses after each step for ten times its length,
/// so that mails find the database free.
class RetentionJob {
public:
    explicit RetentionJob(Database& database) : database_(database), retention_(database.stores().session) {}

    /// Runs the next step when it is due. Throws database errors; the next call tries again.
    boost::asio::awaitable<void> step(const config::Retention& terms, config::Instant now);

private:
    enum class Part { received, sent, tickets };
    storage::Retention::Step remove(const config::Retention& terms, config::Instant now);
    void go_on(bool more);

    Database& database_;
    storage::Retention retention_;
    config::Retention terms_;  // settings of the current pass
    Part part_ = Part::received;
    std::chrono::steady_clock::time_point next_{};
    std::int64_t mails_ = 0;
    std::int64_t tickets_ = 0;
};

}  // namespace ticketd
