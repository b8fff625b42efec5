// A lane's round: claim, put off what is too much for a domain, sign, send over the ways in their order.
#include "daemon/send/delivery_worker.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "mail/message/address.hpp"
#include "mail/compose/dkim_signer.hpp"

#include <boost/asio/co_spawn.hpp>

#include <chrono>

namespace ticketd {
namespace {

using mail::DeliveryResult;
using storage::SendResult;

constexpr std::size_t batch_rows = 64;
/// Longer than the deadlines of all steps of a whole batch: a row is never sent by two daemons at once.
constexpr std::chrono::seconds lease{1800};
/// How soon an admin's pause, or another daemon's, counts.
constexpr std::chrono::seconds learn_every{1};
/// Signatures are made on the threads for heavy work; no more at a time, so that intake gets its share.
constexpr std::size_t signing_threads = 2;

}  // namespace

Sender::Sender(const boost::asio::any_io_executor& io, std::function<DeskPtr()> desk, Database& database,
               boost::asio::thread_pool& pool, Metrics& metrics, SenderShared& shared)
    : io_(io), desk_(std::move(desk)), database_(database), pool_(pool), metrics_(metrics), shared_(shared), work_(io) {}

Sender::~Sender() = default;

void Sender::stop() {
    stopping_ = true;
    work_.wake();
}

boost::asio::awaitable<void> Sender::run() {
    std::string trouble;
    while (!stopping_) {
        bool more = false;
        try {
            more = co_await round();
            trouble.clear();
        } catch (const std::exception& error) {
            // Every second the same would bury what the log has to say.
            if (trouble != error.what()) spdlog::error("sending pauses until it works again: {}", error.what());
            trouble = error.what();
        }
        if (!more) co_await work_.wait(std::chrono::seconds{1});
    }
}

void Sender::refresh_transports(const DeskPtr& desk) {
    if (shared_.configured_for != desk) {
        shared_.ways.configure(desk->config().outgoing);
        shared_.configured_for = desk;
        shared_.learned_at = {};
    }
    if (transports_for_ == desk) return;
    transports_.clear();
    for (const auto& way : desk->config().outgoing) {
        transports_.push_back(way.kind == config::Outgoing::Kind::maildir
                                  ? mail::make_maildir_transport(way.maildir)
                                  : mail::make_smtp_transport(io_, way, desk->config().tls, desk->domain()));
    }
    transports_for_ = desk;
}

boost::asio::awaitable<void> Sender::learn(const DeskPtr& desk) {
    const auto now = std::chrono::steady_clock::now();
    if (shared_.learned_at != std::chrono::steady_clock::time_point{} && now - shared_.learned_at < learn_every) co_return;
    const auto known = co_await offload(database_.thread(), [&] { return database_.stores().smarthosts.load(); });
    if (shared_.configured_for != desk) co_return;
    shared_.learned_at = now;  // only now: at the start no lane may send before it is known what is paused
    shared_.ways.learn(known);
    for (std::size_t way = 0; way < shared_.ways.size(); ++way)
        metrics_.way_out(shared_.ways.state(way).name).Set(shared_.ways.is_open(way) ? 1 : 0);
}

boost::asio::awaitable<bool> Sender::round() {
    const auto desk = desk_();
    refresh_transports(desk);
    co_await learn(desk);
    if (shared_.configured_for != desk) co_return true;  // read anew meanwhile: other ways, other transports
    const auto uses = shared_.ways.usable(wall_clock());
    if (uses.empty()) co_return false;
    const std::size_t most = uses.front().probe ? 1 : batch_rows;
    Batch batch;
    std::exception_ptr trouble;
    try {
        batch.rows = co_await offload(
            database_.thread(), [&] { return database_.stores().outbox.claim(database_.owner(), most, lease, wall_clock()); });
        batch.answers.assign(batch.rows.size(), {DeliveryResult::What::deferred, "", false});
        const bool full = batch.rows.size() == most;
        if (full && next_ != nullptr) next_->wake();
        keep_rates(desk->config(), batch);
        co_await sign(desk, batch);
        co_await send(desk, uses, batch);
        co_await settle(desk, batch);
        const bool more = full && batch.waiting.empty();  // what is left over waits a moment
        co_return more;
    } catch (...) {
        trouble = std::current_exception();  // not swallowed: what was claimed must not wait until its lease ends
    }
    for (const auto& use : uses)
        shared_.ways.give_back(use);
    if (!batch.settled) co_await settle(desk, batch);
    std::rethrow_exception(trouble);
}

void Sender::keep_rates(const config::Config& config, Batch& batch) {
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

boost::asio::awaitable<void> Sender::sign(const DeskPtr& desk, Batch& batch) {
    for (auto& row : batch.rows) {
        batch.deliveries.push_back({.return_path = row.return_path,
                                    .recipient = row.recipient,
                                    .raw = std::move(row.raw),
                                    .envelope_id = workflow::envelope_id(row.id)});
        batch.waiting.push_back(batch.waiting.size());
    }
    const auto* signer = desk->dkim();
    if (signer == nullptr) co_return;
    co_await for_each_index(pool_, signing_threads, batch.deliveries.size(), [&](std::size_t i) {
        auto& delivery = batch.deliveries[i];
        if (const auto field = signer->sign(delivery.raw)) {
            delivery.raw.insert(0, *field);
        } else {
            // Unsigned it may still arrive; kept back it does not.
            spdlog::error("outbox={} goes out unsigned: {}", batch.rows[i].id.value, field.error().what);
        }
    });
}

boost::asio::awaitable<void> Sender::send(const DeskPtr& desk, const std::vector<Ways::Use>& uses, Batch& batch) {
    for (const auto& use : uses) {
        if (batch.waiting.empty()) {
            shared_.ways.give_back(use);
        } else {
            co_await send_over(desk, use, batch);
        }
    }
}

boost::asio::awaitable<void> Sender::send_over(const DeskPtr& desk, const Ways::Use& use, Batch& batch) {
    std::vector<mail::Delivery> some;  // what another way has left over
    std::span<const mail::Delivery> deliveries = batch.deliveries;
    if (batch.waiting.size() < batch.deliveries.size()) {
        for (const auto index : batch.waiting)
            some.push_back(batch.deliveries[index]);
        deliveries = some;
    }
    auto& transport = *transports_[use.way];
    std::vector<DeliveryResult> answers;
    if (desk->config().outgoing[use.way].kind == config::Outgoing::Kind::maildir) {
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
    co_await report(desk, use, trouble);
}

}  // namespace ticketd
