// Quarantines mails that cannot be handled: they keep their bytes and no longer block others.
#include "daemon/receive/quarantine.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/pipeline/admin_notice.hpp"

#include <vector>

namespace ticketd {

boost::asio::awaitable<void> Quarantine::notify_admin(const RuntimePtr& runtime, config::InboxId id, const std::string& reason) {
    const auto now = std::chrono::steady_clock::now();
    if (notified_at_ != std::chrono::steady_clock::time_point{} && now - notified_at_ < std::chrono::hours{1}) co_return;
    notified_at_ = now;
    const std::string text = fmt::format(
        "Mail {} could not be worked on and lies in quarantine, with all its bytes:\n\n    {}\n\n"
        "  ticketctl quarantine show {}     shows it\n  ticketctl quarantine retry {}    tries it again\n"
        "  ticketctl quarantine drop {}     gives it up\n\n"
        "Others may follow; of those of the next hour you get no mail.\n",
        id.value, reason, id.value, id.value, id.value);
    const std::vector notes{admin_notice(*runtime, "A mail is in quarantine", text, wall_clock())};
    co_await offload(database_.thread(), [&] { database_.stores().outbox.append(notes, wall_clock()); });
    outbox_.wake();
}

boost::asio::awaitable<void> Quarantine::take(const RuntimePtr& runtime, config::InboxId id, const std::string& reason) {
    spdlog::error("inbox={} goes to quarantine: {}", id.value, reason);
    co_await offload(database_.thread(), [&] { database_.stores().inbox.quarantine(id, reason); });
    metrics_.quarantined->Increment();
    co_await notify_admin(runtime, id, reason);
}

}  // namespace ticketd
