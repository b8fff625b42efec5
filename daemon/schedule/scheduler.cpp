// Runs the jobs that depend only on time, one round each second. A round is one step of each job.
#include "daemon/schedule/scheduler.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace ticketd {

Scheduler::Scheduler(std::function<RuntimePtr()> runtime, Database& database, boost::asio::thread_pool& pool, WakeEvent& tick,
                     WakeEvent& outbox, Metrics& metrics)
    : runtime_(std::move(runtime)),
      tick_(tick),
      metrics_(metrics),
      rule_guard_(database, pool),
      recompute_job_(database, rule_guard_),
      digest_job_(database, pool, outbox),
      due_tickets_job_(database, pool, outbox, metrics, rule_guard_),
      index_job_(database),
      retention_job_(database) {}

void Scheduler::stop() {
    stopping_ = true;
    rule_guard_.stop();
    due_tickets_job_.stop();
    tick_.wake();
}

boost::asio::awaitable<void> Scheduler::run() {
    std::string trouble;
    while (!stopping_) {
        bool more = false;
        try {
            more = co_await round();
            trouble.clear();
        } catch (const storage::Conflict&) {
            metrics_.conflicts->Increment();  // somebody changed a ticket meanwhile: the next second tries again
        } catch (const std::exception& error) {
            // The same message every second would drown out the rest of the log.
            if (trouble != error.what()) spdlog::error("ticks fail and are tried again: {}", error.what());
            trouble = error.what();
        }
        if (!more) co_await tick_.wait(std::chrono::seconds{1});
    }
}

boost::asio::awaitable<bool> Scheduler::round() {
    using Found = DueTicketsJob::Found;
    const auto now = wall_clock();
    const auto runtime = runtime_();
    if (co_await recompute_job_.step(runtime, wall_clock())) due_tickets_job_.start_over();
    co_await digest_job_.step(runtime, wall_clock());
    const auto found = co_await due_tickets_job_.step(runtime, now);
    if (found != Found::nothing) co_return found == Found::more;
    // Nobody waits for the following jobs, so they run only while no ticket is due.
    const bool more_words = co_await index_job_.step();
    if (!more_words) co_await retention_job_.step(runtime->config().retention, now);
    co_return more_words;
}

}  // namespace ticketd
