// The loop that ticks due tickets every second, sends digests, indexes words and starts retention.
#include "daemon/schedule/scheduler.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/pipeline/query_answers.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "daemon/schedule/config_fingerprint.hpp"
#include "workflow/reports/digest.hpp"

#include <algorithm>
#include <chrono>

namespace ticketd {
namespace {

constexpr std::size_t max_due = 200;
/// More than limits.rule_tickets can be; what is due besides comes up after these.
constexpr std::size_t max_looked_at = 2'000'000;

}  // namespace

Scheduler::Scheduler(std::function<RuntimePtr()> runtime, Database& database, boost::asio::thread_pool& pool, WakeEvent& tick,
                     WakeEvent& outbox, Metrics& metrics)
    : runtime_(std::move(runtime)),
      database_(database),
      pool_(pool),
      tick_(tick),
      outbox_(outbox),
      metrics_(metrics),
      retention_job_(database),
      rule_guard_(database, pool) {}

void Scheduler::stop() {
    stopping_ = true;
    rule_guard_.stop();
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
            metrics_.conflicts->Increment();  // somebody changed one of them meanwhile: next second
        } catch (const std::exception& error) {
            // Every second the same would bury what the log has to say.
            if (trouble != error.what()) spdlog::error("ticks fail and are tried again: {}", error.what());
            trouble = error.what();
        }
        if (!more) co_await tick_.wait(std::chrono::seconds{1});
    }
}

/// After the start and each reload: other terms than those of before make every open ticket due, and the ticks reckon it anew.
boost::asio::awaitable<void> Scheduler::use_terms(const RuntimePtr& runtime) {
    const auto now = wall_clock();
    const std::string terms = config_fingerprint(runtime->config());
    backlog_.clear();
    rule_guard_.use(runtime);
    const auto rules = rule_guard_.fingerprints();
    const bool changed = co_await offload(database_.thread(), [&] {
        const bool others = database_.stores().settings.use_terms(terms, rules, now);
        (void)rule_guard_.load();
        return others;
    });
    if (changed) spdlog::info("contracts, calendars or rules are others than before: due times are reckoned anew");
    recomputed_for_ = runtime;
}

boost::asio::awaitable<void> Scheduler::send_digest(const RuntimePtr& runtime) {
    const auto now = wall_clock();
    const auto day = workflow::digest_day(runtime->config().digest, now);
    if (!day || *day == digest_) co_return;
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
    digest_ = *day;
}

boost::asio::awaitable<bool> Scheduler::take_in_words() {
    auto& search = database_.stores().search;
    const auto taken = co_await offload(database_.thread(), [&] { return search.take_in(true); });
    co_return taken > 0;
}

/// What is due now, the first of it. When there may be a mass of it, the rules on ticks are watched before any of it is worked
/// on, and the rounds to come take from what was looked at.
boost::asio::awaitable<std::vector<config::TicketId>> Scheduler::take_due(const RuntimePtr& runtime, config::Instant now) {
    auto& tickets = database_.stores().tickets;
    const auto limit = static_cast<std::size_t>(runtime->config().limits.rule_tickets);
    if (backlog_.empty()) {
        auto due = co_await offload(database_.thread(), [&] { return tickets.due(now, max_due); });
        if (!rule_guard_.has_rules() || (due.size() <= limit && due.size() < max_due)) co_return due;
        auto all = co_await offload(database_.thread(), [&] { return tickets.due(now, max_looked_at); });
        bool asked = false;
        if (all.size() > limit) asked = co_await rule_guard_.look(all, now);
        if (asked) outbox_.wake();
        std::ranges::reverse(all);  // taken from the end
        backlog_ = std::move(all);
    }
    std::vector<config::TicketId> due;
    while (!backlog_.empty() && due.size() < max_due) {
        due.push_back(backlog_.back());
        backlog_.pop_back();
    }
    co_return due;
}

boost::asio::awaitable<bool> Scheduler::round() {
    const auto now = wall_clock();
    const auto runtime = runtime_();
    if (runtime != recomputed_for_) co_await use_terms(runtime);
    co_await send_digest(runtime);
    const bool anew = backlog_.empty();
    const auto due = co_await take_due(runtime, now);
    if (stopping_) co_return false;
    if (due.empty()) {
        co_await rule_guard_.settle(now);
        const bool more_words = co_await take_in_words();
        if (!more_words) co_await retention_job_.step(runtime->config().retention, now);
        co_return more_words;
    }

    workflow::ThreadKeys keys;
    keys.tickets = due;
    UnitOfWork unit{.runtime = runtime, .now = now};
    co_await offload(database_.thread(), [&] {
        unit.load(database_.stores(), {&keys, 1});
        unit.snapshot.rule_holds = rule_guard_.load();
        unit.reserve(database_.stores(), numbers_, 1);
    });
    co_await offload(pool_, [&] {
        for (const auto number : due) {
            // Since it was looked at, somebody else may have been at it.
            const auto known = unit.snapshot.tickets.find(number);
            if (known == unit.snapshot.tickets.end() || !known->second.next_due_at || *known->second.next_due_at > now) continue;
            try {
                unit.decide_and_render(workflow::Tick{number});
            } catch (const std::exception& error) {
                // It stays due; the others must not wait for it.
                spdlog::error("ticket={} cannot be told that time passed: {}", number.value, error.what());
            }
        }
    });
    co_await offload(database_.thread(), [&] { unit.write(database_.stores(), numbers_); });
    const auto& outcomes = unit.outcomes;
    metrics_.ticks->Increment(static_cast<double>(outcomes.size()));
    outbox_.wake();
    // A clock tells one step a tick: what came while no daemon ran is told in a row.
    const bool still_due = std::any_of(outcomes.begin(), outcomes.end(), [&](const storage::Outcome& outcome) {
        const auto& changed = outcome.decision.tickets;
        return std::any_of(changed.begin(), changed.end(),
                           [&](const auto& ticket) { return ticket.next_due_at && *ticket.next_due_at <= now; });
    });
    const bool more = still_due || !backlog_.empty() || due.size() == max_due;
    if (anew && !more) co_await rule_guard_.settle(now);
    co_return more;
}

}  // namespace ticketd
