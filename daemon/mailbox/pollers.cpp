// Runs all mailboxes of the config. A reload starts and stops pollers.
#include "daemon/mailbox/pollers.hpp"

#include "daemon/core/log.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>

namespace ticketd {

void Pollers::reload() {
    if (stopping_) return;
    for (auto& one : running_)
        one.reload();
    const auto runtime = parts_.runtime();
    for (const auto& mailbox : runtime->config().mailboxes) {
        const bool runs = std::ranges::any_of(running_, [&](const Poller& one) { return one.name() == mailbox.name; });
        if (!runs) start(mailbox.name);
    }
}

void Pollers::stop() {
    stopping_ = true;
    for (auto& one : running_)
        one.stop();
}

void Pollers::start(const std::string& name) {
    const auto place = running_.emplace(running_.end(), io_, name, parts_);
    boost::asio::co_spawn(io_, place->run(), [this, place](const std::exception_ptr& thrown) {
        LogFailure{"mailbox"}(thrown);
        running_.erase(place);
    });
}

}  // namespace ticketd
