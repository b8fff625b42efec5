#pragma once

#include "daemon/core/database.hpp"

#include <boost/asio/awaitable.hpp>

namespace ticketd {

/// Takes the words of new entries into the index of `ticketctl search`, while nothing else needs the database.
class IndexJob {
public:
    explicit IndexJob(Database& database) : database_(database) {}

    /// Takes in one part of what waits. True: there may be more.
    boost::asio::awaitable<bool> step();

private:
    Database& database_;
};

}  // namespace ticketd
