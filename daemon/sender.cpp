#include "daemon/sender.hpp"

#include "daemon/clock.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"
#include "daemon/press.hpp"
#include "workflow/decide.hpp"

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <chrono>

namespace ticketd {
namespace {

using mail::DeliveryResult;
using storage::Outbox;

constexpr std::size_t batch_rows = 64;
/// Longer than the deadlines of all steps of a whole batch: a row is never sent by two daemons at once.
constexpr std::chrono::seconds lease{1800};

Outbox::Result to_result(const storage::ClaimedOutgoing& row, const DeliveryResult& answer, config::Instant now) {
    Outbox::Result result{.id = row.id, .reply = answer.reply};
    if (answer.what == DeliveryResult::What::sent) return result;
    result.what = Outbox::Result::What::failed;
    if (answer.what == DeliveryResult::What::failed) return result;
    if (const auto again = next_try(row.attempts, row.created_at, now)) {
        result.what = Outbox::Result::What::later;
        result.next_try_at = *again;
    } else {
        result.reply = "Given up after five days. The last answer was: " + result.reply;
    }
    return result;
}

}  // namespace

std::optional<config::Instant> next_try(int attempts, config::Instant created, config::Instant now) {
    using std::chrono::hours;
    using std::chrono::minutes;
    if (now - created >= hours{24 * 5}) return std::nullopt;
    const auto wait = std::min<std::chrono::minutes>(minutes{1} * (1LL << std::clamp(attempts, 0, 8)), hours{4});
    return now + wait;
}

Sender::Sender(const boost::asio::any_io_executor& io, std::function<DeskPtr()> desk, Database& database,
               boost::asio::thread_pool& pool, Metrics& metrics)
    : io_(io), desk_(std::move(desk)), database_(database), pool_(pool), metrics_(metrics), work_(io) {}

Sender::~Sender() = default;

void Sender::stop() {
    stopping_ = true;
    work_.wake();
}

boost::asio::awaitable<void> Sender::run() {
    while (!stopping_) {
        bool more = false;
        try {
            more = co_await round();
        } catch (const std::exception& error) {
            spdlog::error("sending pauses for a second: {}", error.what());
        }
        if (!more) co_await work_.wait(std::chrono::seconds{1});
    }
}

void Sender::refresh_transports(const DeskPtr& desk) {
    if (transports_for_ == desk) return;
    transports_.clear();
    for (const auto& way : desk->config().outgoing) {
        transports_.push_back(way.kind == config::Outgoing::Kind::maildir
                                  ? mail::make_maildir_transport(way.maildir)
                                  : mail::make_smtp_transport(io_, way, desk->config().tls, desk->domain()));
    }
    transports_for_ = desk;
}

boost::asio::awaitable<bool> Sender::round() {
    const auto desk = desk_();
    refresh_transports(desk);
    auto rows = co_await offload(
        database_.thread(), [&] { return database_.stores().outbox.claim(database_.owner(), batch_rows, lease, wall_clock()); });
    if (rows.empty()) co_return false;
    const bool full = rows.size() == batch_rows;
    if (full && next_ != nullptr) next_->wake();

    const auto answers = co_await send(desk, rows);
    const auto now = wall_clock();
    std::vector<Outbox::Result> results;
    results.reserve(rows.size());
    std::vector<workflow::Undelivered> undelivered;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        results.push_back(to_result(rows[i], answers[i], now));
        const auto& result = results.back();
        if (result.what == Outbox::Result::What::sent) {
            metrics_.sent->Increment();
            spdlog::debug("outbox={} ticket={} sent", rows[i].id.value, rows[i].ticket.value);
            continue;
        }
        const bool failed = result.what == Outbox::Result::What::failed;
        (failed ? metrics_.send_failed : metrics_.send_later)->Increment();
        spdlog::warn("outbox={} ticket={} to={} {}: {}", rows[i].id.value, rows[i].ticket.value, rows[i].recipient,
                     failed ? "failed" : "is tried again later", result.reply);
        // A notice of failure that fails is told to nobody: it would go the same way.
        if (failed && rows[i].ticket.is_set() && rows[i].kind != workflow::MailKind::delivery_failure) {
            undelivered.push_back({rows[i].ticket, rows[i].recipient, result.reply});
        }
    }
    co_await tell_tickets(desk, std::move(undelivered));
    // The peer has the mails: this must be written even if it takes a while, or they go out twice.
    for (int attempt = 1;; ++attempt) {
        try {
            co_await offload(database_.thread(), [&] { database_.stores().outbox.finish(results, now); });
            break;
        } catch (const storage::Unavailable& error) {
            if (stopping_ && attempt > 3) throw;
            spdlog::error("cannot note what became of {} mails, trying again: {}", results.size(), error.what());
        }
        co_await boost::asio::steady_timer(io_, std::chrono::seconds{1}).async_wait(boost::asio::use_awaitable);
    }
    co_return full;
}

boost::asio::awaitable<void> Sender::tell_tickets(const DeskPtr& desk, std::vector<workflow::Undelivered> failed) {
    for (const auto& one : failed) {
        for (int round = 0; round < 10; ++round) {
            try {
                co_await offload(database_.thread(), [&] {
                    const auto now = wall_clock();
                    workflow::ThreadKeys keys;
                    keys.tickets = {one.ticket};
                    auto& tickets = database_.stores().tickets;
                    const auto snapshot = tickets.load(std::span(&keys, 1), now);
                    storage::Outcome outcome;
                    outcome.decision = workflow::decide(desk->policy(), snapshot, one, now);
                    outcome.outgoing = print_mails(*desk, snapshot, outcome.decision, now);
                    tickets.write(std::span(&outcome, 1), now);
                });
                break;
            } catch (const storage::Conflict&) {
                metrics_.conflicts->Increment();  // somebody changed the ticket meanwhile: decide again
            }
        }
    }
}

boost::asio::awaitable<std::vector<DeliveryResult>> Sender::send(const DeskPtr& desk,
                                                                 std::vector<storage::ClaimedOutgoing>& rows) {
    std::vector<mail::Delivery> deliveries;
    deliveries.reserve(rows.size());
    for (auto& row : rows) {
        deliveries.push_back({.return_path = row.return_path, .recipient = row.recipient, .raw = std::move(row.raw)});
    }
    std::vector<DeliveryResult> answers;
    for (std::size_t way = 0; way < transports_.size(); ++way) {
        auto& transport = *transports_[way];
        if (desk->config().outgoing[way].kind == config::Outgoing::Kind::maildir) {
            answers = co_await boost::asio::co_spawn(pool_, transport.send(deliveries), boost::asio::use_awaitable);
        } else {
            answers = co_await transport.send(deliveries);
        }
        // A smarthost that is down as a whole took nothing: the next one in order may.
        const bool down =
            std::ranges::all_of(answers, [](const auto& answer) { return answer.what == DeliveryResult::What::smarthost_down; });
        if (!down) break;
        spdlog::error("outgoing {} takes nothing: {}", desk->config().outgoing[way].url, answers.front().reply);
    }
    co_return answers;
}

}  // namespace ticketd
