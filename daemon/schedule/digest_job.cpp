// Sends the digest: once a day, each technician gets a list of late and due tickets.
#include "daemon/schedule/digest_job.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/pipeline/query_answers.hpp"
#include "workflow/reports/digest.hpp"

namespace ticketd {

boost::asio::awaitable<void> DigestJob::step(const RuntimePtr& runtime, config::Instant now) {
    const auto day = workflow::digest_day(runtime->config().digest, now);
    if (!day || *day == sent_day_) co_return;
    auto& stores = database_.stores();
    const auto last = co_await offload(database_.thread(), [&] { return stores.settings.find("digest"); });
    if (!last || *last < *day) {
        const auto open = co_await offload(database_.thread(), [&] { return open_tickets(stores.tickets); });
        const auto away = co_await offload(database_.thread(), [&] { return stores.absences.all(); });
        const auto mails = co_await offload(pool_, [&] { return render_digests(*runtime, open, away, now); });
        const bool sent = co_await offload(database_.thread(), [&] { return stores.settings.send_digest(*day, mails, now); });
        if (sent) {
            spdlog::info("the digest of {} goes to {} technicians", *day, mails.size());
            outbox_.wake();
        }
    }
    sent_day_ = *day;
}

}  // namespace ticketd
