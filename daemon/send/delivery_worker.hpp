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

/// When a mail that got a 4xx is tried again: 1 minute, doubling to 4 hours; nullopt after 5 days: it has failed.
[[nodiscard]] std::optional<config::Instant> next_try(int attempts, config::Instant created, config::Instant now);

/// What all lanes of one daemon share. Io thread only.
struct DeliveryShared {
    SmarthostHealth smarthosts;
    DomainRates rates;
    RuntimePtr configured_for;
    std::chrono::steady_clock::time_point learned_at{};  // when the database was last asked about the ways
};

/// One way out of the outbox: claims what is due, sends it over a connection that stays open, writes what the peer
/// said. Several lanes run side by side; the database's claims keep them apart.
class DeliveryWorker {
public:
    DeliveryWorker(const boost::asio::any_io_executor& io, std::function<RuntimePtr()> runtime, Database& database,
                   boost::asio::thread_pool& pool, Metrics& metrics, DeliveryShared& shared);
    ~DeliveryWorker();

    boost::asio::awaitable<void> run();
    void wake() { work_.wake(); }
    /// A lane that finds a full batch wakes this one: one lane serves a quiet desk, all serve a busy one.
    void set_next(DeliveryWorker* next) { next_ = next; }
    WakeEvent& work() { return work_; }
    void stop();

private:
    /// The mails of a round: what goes to the transports, and what became of each.
    struct Batch {
        std::vector<storage::ClaimedOutgoing> rows;
        std::vector<mail::Delivery> deliveries;  // as `rows`
        std::vector<mail::DeliveryResult> answers;
        std::vector<std::size_t> waiting;  // indexes of those that no way has taken or refused yet
        std::vector<storage::SendResult> put_off;
        bool settled = false;
    };
    boost::asio::awaitable<bool> round();
    boost::asio::awaitable<void> learn(const RuntimePtr& runtime);
    /// Takes out of the batch what has to wait for its turn.
    void keep_rates(const config::Config& config, Batch& batch);
    boost::asio::awaitable<void> sign(const RuntimePtr& runtime, Batch& batch);
    boost::asio::awaitable<void> send(const RuntimePtr& runtime, const std::vector<SmarthostHealth::Permit>& permits,
                                      Batch& batch);
    boost::asio::awaitable<void> send_over(const RuntimePtr& runtime, const SmarthostHealth::Permit& permit, Batch& batch);
    boost::asio::awaitable<void> report(const RuntimePtr& runtime, const SmarthostHealth::Permit& permit,
                                        const mail::DeliveryResult* trouble);
    boost::asio::awaitable<void> settle(const RuntimePtr& runtime, Batch& batch);
    /// Failed rows end in one transaction with the events on their tickets.
    boost::asio::awaitable<void> report_failures(const RuntimePtr& runtime, const Batch& batch,
                                                 std::vector<storage::SendResult> failed, const std::vector<std::size_t>& which);
    /// The peer has the mails: what is to be written now must be, even if that takes a while, or they go out twice.
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
