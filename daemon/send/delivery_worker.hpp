#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/send/domain_rates.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/core/wake_event.hpp"
#include "daemon/send/smarthosts.hpp"
#include "mail/delivery/smtp_client.hpp"
#include "workflow/model/decision.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace ticketd {

/// When a mail is tried again after a 4xx: after 1 minute, doubling to 4 hours. nullopt: 5 days have passed, so the
/// mail has failed.
[[nodiscard]] std::optional<config::Instant> next_try(int attempts, config::Instant created, config::Instant now);

/// The state that all delivery workers of one daemon share. Io thread only.
struct DeliveryShared {
    SmarthostHealth smarthosts;
    DomainRates rates;
    RuntimePtr configured_for;
    std::chrono::steady_clock::time_point learned_at{};  // when the smarthosts' states were last loaded
};

/// Claims due outbox rows, sends them over connections that stay open, and writes the results. Several workers run in
/// parallel; the claims in the database keep them apart.
class DeliveryWorker {
public:
    DeliveryWorker(const boost::asio::any_io_executor& io, std::function<RuntimePtr()> runtime, Database& database,
                   boost::asio::thread_pool& pool, Metrics& metrics, DeliveryShared& shared);
    ~DeliveryWorker();

    boost::asio::awaitable<void> run();
    void wake() { work_.wake(); }
    /// The worker that this one wakes when it finds a full batch. One worker is enough for a quiet desk; a busy desk uses all.
    void set_next(DeliveryWorker* next) { next_ = next; }
    WakeEvent& work() { return work_; }
    void stop();

private:
    /// The mails of one round and their results.
    struct Batch {
        std::vector<storage::ClaimedOutgoing> rows;
        std::vector<mail::Delivery> deliveries;  // in the order of `rows`
        std::vector<mail::DeliveryResult> answers;
        std::vector<std::size_t> waiting;  // indexes of mails that no smarthost has accepted or refused yet
        std::vector<storage::SendResult> put_off;
        bool settled = false;
    };
    boost::asio::awaitable<bool> round();
    boost::asio::awaitable<void> learn(const RuntimePtr& runtime);
    /// Removes from the batch the mails that exceed the rate of their domain.
    void keep_rates(const config::Config& config, Batch& batch);
    boost::asio::awaitable<void> sign(const RuntimePtr& runtime, Batch& batch);
    boost::asio::awaitable<void> send(const RuntimePtr& runtime, const std::vector<SmarthostHealth::Permit>& permits,
                                      Batch& batch);
    boost::asio::awaitable<void> send_over(const RuntimePtr& runtime, const SmarthostHealth::Permit& permit, Batch& batch);
    boost::asio::awaitable<void> report(const RuntimePtr& runtime, const SmarthostHealth::Permit& permit,
                                        const mail::DeliveryResult* trouble);
    boost::asio::awaitable<void> settle(const RuntimePtr& runtime, Batch& batch);
    /// Writes failed rows and the events on their tickets in one transaction.
    boost::asio::awaitable<void> report_failures(const RuntimePtr& runtime, const Batch& batch,
                                                 std::vector<storage::SendResult> failed, const std::vector<std::size_t>& which);
    /// Repeats `write` until it succeeds. The peer has the mails, and without the write they would be sent twice.
    boost::asio::awaitable<void> retry_until_written(const std::function<void()>& write);
    void refresh_transports(const RuntimePtr& runtime);

    boost::asio::any_io_executor io_;
    std::function<RuntimePtr()> runtime_;
    Database& database_;
    boost::asio::thread_pool& pool_;
    Metrics& metrics_;
    DeliveryShared& shared_;
    WakeEvent work_;
    DeliveryWorker* next_ = nullptr;
    RuntimePtr transports_for_;
    std::vector<std::unique_ptr<mail::Transport>> transports_;  // in the order of [outgoing]
    bool stopping_ = false;
};

}  // namespace ticketd
