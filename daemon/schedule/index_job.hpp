#pragma once

#include "daemon/core/database.hpp"

#include <boost/asio/awaitable.hpp>

namespace ticketd {

/// Adds new entries to the index of `ticketctl search`, while nothing else needs the database.
class IndexJob {
public:
    explicit IndexJob(Database& database) : database_(database) {}

    /// Indexes one part of the queue. True: there may be more.
    boost::asio::awaitable<bool> step();

private:
    Database& database_;
};

}  // namespace ticketd
