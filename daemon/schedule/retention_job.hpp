#pragma once

#include "config/config.hpp"
#include "daemon/core/database.hpp"
#include "storage/retention.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>

namespace ticketd {

/// Removes by its age what [retention] lets go: once an hour, from the oldest on, in steps with ten times their length between
/// them, so that mails find the database free.
class RetentionJob {
public:
    explicit RetentionJob(Database& database) : database_(database), retention_(database.stores().session) {}

    /// The next step, when it is time for one. Throws what the database throws: the next call tries again.
    boost::asio::awaitable<void> step(const config::Retention& terms, config::Instant now);

private:
    enum class Part { received, sent, tickets };
    storage::Retention::Step remove(const config::Retention& terms, config::Instant now);
    void go_on(bool more);

    Database& database_;
    storage::Retention retention_;
    config::Retention terms_;  // of the pass that runs
    Part part_ = Part::received;
    std::chrono::steady_clock::time_point next_{};
    std::int64_t mails_ = 0;
    std::int64_t tickets_ = 0;
};

}  // namespace ticketd
