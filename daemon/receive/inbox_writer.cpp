// Groups commits: mails that wait at the same time share one transaction.
#include "daemon/receive/inbox_writer.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <utility>
#include <vector>

namespace ticketd {

struct InboxWriter::Batch {
    explicit Batch(const boost::asio::any_io_executor& io) : done(io, boost::asio::steady_timer::time_point::max()) {}
    std::vector<storage::NewMail> mails;
    std::vector<storage::Appended> appended;
    std::exception_ptr thrown;
    bool finished = false;
    boost::asio::steady_timer done;  // cancelled when the batch is written
};

InboxWriter::InboxWriter(boost::asio::any_io_executor io, Database& database) : io_(std::move(io)), database_(database) {}

boost::asio::awaitable<storage::Appended> InboxWriter::append(storage::NewMail mail) {
    if (!open_) open_ = std::make_shared<Batch>(io_);
    const auto batch = open_;
    const std::size_t place = batch->mails.size();
    batch->mails.push_back(std::move(mail));
    if (!flushing_) {
        flushing_ = true;
        boost::asio::co_spawn(io_, flush(), LogFailure{"inbox append"});
    }
    if (!batch->finished) {
        boost::system::error_code woken;
        co_await batch->done.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
    if (batch->thrown) std::rethrow_exception(batch->thrown);
    co_return batch->appended.at(place);
}

boost::asio::awaitable<void> InboxWriter::flush() {
    while (open_) {
        const auto batch = std::exchange(open_, nullptr);
        try {
            // Captures by reference, because the frame outlives the call, and g++ 12 copies values captured by a
            // lambda in a co_await expression.
            batch->appended =
                co_await offload(database_.append_thread(), [&] { return database_.append_stores().inbox.append(batch->mails); });
        } catch (...) {
            batch->thrown = std::current_exception();  // rethrown in every session that waits
        }
        batch->finished = true;
        batch->done.cancel();
    }
    flushing_ = false;
}

}  // namespace ticketd
