// Fills the full-text index in small parts while the desk is idle.
#include "daemon/schedule/index_job.hpp"

#include "daemon/core/offload.hpp"

namespace ticketd {

boost::asio::awaitable<bool> IndexJob::step() {
    const auto taken = co_await offload(database_.thread(), [this] { return database_.stores().search.take_in(true); });
    co_return taken > 0;
}

}  // namespace ticketd
