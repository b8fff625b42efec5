#pragma once

#include "daemon/core/database.hpp"
#include "storage/inbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>

namespace ticketd {

/// Groups the commits of inbox appends: those that wait at the same time share one transaction and one fsync. Io thread only.
class InboxWriter {
public:
    InboxWriter(boost::asio::any_io_executor io, Database& database);

    /// Returns when the row is on disk. Throws database errors: Unavailable, Full, std::runtime_error.
    boost::asio::awaitable<storage::Appended> append(storage::NewMail mail);

private:
    struct Batch;
    boost::asio::awaitable<void> flush();

    boost::asio::any_io_executor io_;
    Database& database_;
    std::shared_ptr<Batch> open_;  // shared by the sessions that wait for it and the flush that fills it
    bool flushing_ = false;
};

}  // namespace ticketd
