// Runs the rounds of a delivery worker: claims mails, defers those above a domain's rate, signs them, sends them over
// the smarthosts in order.
#include "daemon/send/delivery_worker.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "mail/message/address.hpp"
#include "mail/compose/dkim_signer.hpp"
#include "mail/delivery/maildir.hpp"

#include <boost/asio/co_spawn.hpp>

#include <chrono>

namespace ticketd {
namespace {

using mail::DeliveryResult;
using storage::SendResult;

constexpr std::size_t batch_rows = 64;
/// Longer than the deadlines of all steps of a whole batch, so that two daemons never send the same row.
constexpr std::chrono::seconds lease{1800};
/// The delay until a pause that was set by an admin or another daemon takes effect.
constexpr std::chrono::seconds learn_every{1};
/// Cap on parallel signing. It uses the threads for heavy work, and intake needs its share of them.
constexpr std::size_t signing_threads = 2;

}  // namespace

DeliveryWorker::DeliveryWorker(const boost::asio::any_io_executor& io, std::function<RuntimePtr()> runtime, Database& database,
                               boost::asio::thread_pool& pool, Metrics& metrics, DeliveryShared& shared)
    : io_(io), runtime_(std::move(runtime)), database_(database), pool_(pool), metrics_(metrics), shared_(shared), work_(io) {}

DeliveryWorker::~DeliveryWorker() = default;

void DeliveryWorker::stop() {
    stopping_ = true;
    work_.wake();
}

boost::asio::awaitable<void> DeliveryWorker::run() {
    std::string trouble;
    while (!stopping_) {
        bool more = false;
        try {
            more = co_await round();
            trouble.clear();
        } catch (const std::exception& error) {
            // The same message every second would drown out the rest of the log.
            if (trouble != error.what()) spdlog::error("sending pauses until it works again: {}", error.what());
            trouble = error.what();
        }
        if (!more) co_await work_.wait(std::chrono::seconds{1});
    }
}

void DeliveryWorker::refresh_transports(const RuntimePtr& runtime) {
    if (shared_.configured_for != runtime) {
        shared_.smarthosts.configure(runtime->config().outgoing);
        shared_.configured_for = runtime;
        shared_.learned_at = {};
    }
    if (transports_for_ == runtime) return;
    transports_.clear();
    for (const auto& smarthost : runtime->config().outgoing) {
        transports_.push_back(smarthost.kind == config::Outgoing::Kind::maildir
                                  ? mail::make_maildir_transport(smarthost.maildir)
                                  : mail::make_smtp_transport(io_, smarthost, runtime->config().tls, runtime->domain()));
    }
    transports_for_ = runtime;
}

boost::asio::awaitable<void> DeliveryWorker::learn(const RuntimePtr& runtime) {
    const auto now = std::chrono::steady_clock::now();
    if (shared_.learned_at != std::chrono::steady_clock::time_point{} && now - shared_.learned_at < learn_every) co_return;
    const auto known = co_await offload(database_.thread(), [&] { return database_.stores().smarthosts.load(); });
    if (shared_.configured_for != runtime) co_return;
    shared_.learned_at = now;  // set only now, so that no worker sends before the paused smarthosts are known
    shared_.smarthosts.learn(known);
    for (std::size_t smarthost = 0; smarthost < shared_.smarthosts.size(); ++smarthost)
        metrics_.smarthost_gauge(shared_.smarthosts.state(smarthost).name).Set(shared_.smarthosts.is_open(smarthost) ? 1 : 0);
}

boost::asio::awaitable<bool> DeliveryWorker::round() {
    const auto runtime = runtime_();
    refresh_transports(runtime);
    co_await learn(runtime);
    if (shared_.configured_for != runtime) co_return true;  // reloaded in the meantime: smarthosts and transports have changed
    const auto permits = shared_.smarthosts.usable(wall_clock());
    if (permits.empty()) co_return false;
    const std::size_t most = permits.front().probe ? 1 : batch_rows;
    Batch batch;
    std::exception_ptr trouble;
    try {
        batch.rows = co_await offload(
            database_.thread(), [&] { return database_.stores().outbox.claim(database_.owner(), most, lease, wall_clock()); });
        batch.answers.assign(batch.rows.size(), {DeliveryResult::What::deferred, "", false});
        const bool full = batch.rows.size() == most;
        if (full && next_ != nullptr) next_->wake();
        keep_rates(runtime->config(), batch);
        co_await sign(runtime, batch);
        co_await send(runtime, permits, batch);
        co_await settle(runtime, batch);
        const bool more = full && batch.waiting.empty();  // mails that are left over wait a moment
        co_return more;
    } catch (...) {
        trouble = std::current_exception();  // not lost: the claimed mails must not wait until the lease ends
    }
    for (const auto& permit : permits)
        shared_.smarthosts.give_back(permit);
    if (!batch.settled) co_await settle(runtime, batch);
    std::rethrow_exception(trouble);
}

void DeliveryWorker::keep_rates(const config::Config& config, Batch& batch) {
    const int per_minute = config.limits.mails_per_domain_minute;
    if (per_minute == 0) return;
    const auto now = wall_clock();
    std::erase_if(batch.rows, [&](const storage::ClaimedOutgoing& row) {
        const auto domain = mail::domain_of(row.recipient);
        const auto turn = shared_.rates.turn_of(domain, per_minute, row.due_at > row.created_at, now);
        if (!turn) return false;
        batch.put_off.push_back({.id = row.id,
                                 .what = SendResult::What::untried,
                                 .reply = fmt::format("Waits for its turn: {} mails a minute go to {}.", per_minute, domain),
                                 .next_try_at = *turn,
                                 .attempts = row.attempts});
        return true;
    });
}

boost::asio::awaitable<void> DeliveryWorker::sign(const RuntimePtr& runtime, Batch& batch) {
    for (auto& row : batch.rows) {
        batch.deliveries.push_back({.return_path = row.return_path,
                                    .recipient = row.recipient,
                                    .raw = std::move(row.raw),
                                    .envelope_id = workflow::envelope_id(row.id)});
        batch.waiting.push_back(batch.waiting.size());
    }
    const auto* signer = runtime->dkim();
    if (signer == nullptr) co_return;
    co_await for_each_index(pool_, signing_threads, batch.deliveries.size(), [&](std::size_t i) {
        auto& delivery = batch.deliveries[i];
        if (const auto field = signer->sign(delivery.raw)) {
            delivery.raw.insert(0, *field);
        } else {
            // An unsigned mail may still arrive; a mail that is held back does not.
            spdlog::error("outbox={} goes out unsigned: {}", batch.rows[i].id.value, field.error().what);
        }
    });
}

boost::asio::awaitable<void> DeliveryWorker::send(const RuntimePtr& runtime, const std::vector<SmarthostHealth::Permit>& permits,
                                                  Batch& batch) {
    for (const auto& permit : permits) {
        if (batch.waiting.empty()) {
            shared_.smarthosts.give_back(permit);
        } else {
            co_await send_over(runtime, permit, batch);
        }
    }
}

boost::asio::awaitable<void> DeliveryWorker::send_over(const RuntimePtr& runtime, const SmarthostHealth::Permit& permit,
                                                       Batch& batch) {
    std::vector<mail::Delivery> some;  // mails that earlier smarthosts have left over
    std::span<const mail::Delivery> deliveries = batch.deliveries;
    if (batch.waiting.size() < batch.deliveries.size()) {
        for (const auto index : batch.waiting)
            some.push_back(batch.deliveries[index]);
        deliveries = some;
    }
    auto& transport = *transports_[permit.smarthost];
    std::vector<DeliveryResult> answers;
    if (runtime->config().outgoing[permit.smarthost].kind == config::Outgoing::Kind::maildir) {
        answers = co_await boost::asio::co_spawn(pool_, transport.send(deliveries), boost::asio::use_awaitable);
    } else {
        answers = co_await transport.send(deliveries);
    }
    const DeliveryResult* trouble = nullptr;
    std::vector<std::size_t> left;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        auto& into = batch.answers[batch.waiting[i]];
        into = answers[i];
        const bool way_is_down =
            into.what == DeliveryResult::What::smarthost_refused || into.what == DeliveryResult::What::unreachable;
        if (way_is_down) trouble = &answers[i];
        if (way_is_down || !into.tried) left.push_back(batch.waiting[i]);
    }
    batch.waiting = std::move(left);
    co_await report(runtime, permit, trouble);
}

}  // namespace ticketd
