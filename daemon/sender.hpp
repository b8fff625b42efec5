#pragma once

#include "daemon/database.hpp"
#include "daemon/desk.hpp"
#include "daemon/metrics.hpp"
#include "daemon/signal.hpp"
#include "mail/smtp_client.hpp"
#include "workflow/decision.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <vector>

namespace ticketd {

/// When a mail that got a 4xx is tried again: 1 minute, doubling to 4 hours; nullopt after 5 days: it has failed.
[[nodiscard]] std::optional<config::Instant> next_try(int attempts, config::Instant created, config::Instant now);

/// One way out of the outbox: claims what is due, sends it over a connection that stays open, writes what the peer
/// said. Several lanes run side by side; the database's claims keep them apart.
class Sender {
public:
    Sender(const boost::asio::any_io_executor& io, std::function<DeskPtr()> desk, Database& database,
           boost::asio::thread_pool& pool, Metrics& metrics);
    ~Sender();

    boost::asio::awaitable<void> run();
    void wake() { work_.wake(); }
    /// A lane that finds a full batch wakes this one: one lane serves a quiet desk, all serve a busy one.
    void set_next(Sender* next) { next_ = next; }
    Signal& work() { return work_; }
    void stop();

private:
    boost::asio::awaitable<bool> round();
    boost::asio::awaitable<std::vector<mail::DeliveryResult>> send(const DeskPtr& desk,
                                                                   std::vector<storage::ClaimedOutgoing>& rows);
    /// Tells the tickets of mails that failed for good, before the rows say so: a crash between repeats the telling.
    boost::asio::awaitable<void> tell_tickets(const DeskPtr& desk, std::vector<workflow::Undelivered> failed);
    void refresh_transports(const DeskPtr& desk);

    boost::asio::any_io_executor io_;
    std::function<DeskPtr()> desk_;
    Database& database_;
    boost::asio::thread_pool& pool_;
    Metrics& metrics_;
    Signal work_;
    Sender* next_ = nullptr;
    DeskPtr transports_for_;
    std::vector<std::unique_ptr<mail::Transport>> transports_;  // in the order of [outgoing]
    bool stopping_ = false;
};

}  // namespace ticketd
