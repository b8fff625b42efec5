// Ticks due tickets: each step decides on some of them and writes them as one unit of work.
#include "daemon/schedule/due_tickets_job.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"

#include <algorithm>

namespace ticketd {
namespace {

constexpr std::size_t max_due = 200;
/// More than limits.rule_tickets can be. Any further due tickets follow after these.
constexpr std::size_t max_looked_at = 2'000'000;

bool is_due(const workflow::Ticket& ticket, config::Instant now) {
    return ticket.next_due_at && *ticket.next_due_at <= now;
}

}  // namespace

/// The first tickets that are due now. When there may be too many for a rule, the tick rules are tried on all of them
/// before any is handled; later steps then take their tickets from that list.
boost::asio::awaitable<std::vector<config::TicketId>> DueTicketsJob::take_due(const RuntimePtr& runtime, config::Instant now) {
    auto& tickets = database_.stores().tickets;
    const auto limit = static_cast<std::size_t>(runtime->config().limits.rule_tickets);
    if (backlog_.empty()) {
        auto due = co_await offload(database_.thread(), [&] { return tickets.due(now, max_due); });
        if (!rule_guard_.has_rules() || (due.size() <= limit && due.size() < max_due)) co_return due;
        auto all = co_await offload(database_.thread(), [&] { return tickets.due(now, max_looked_at); });
        bool asked = false;
        if (all.size() > limit) asked = co_await rule_guard_.look(all, now);
        if (asked) outbox_.wake();
        std::ranges::reverse(all);  // so that tickets can be taken from the end
        backlog_ = std::move(all);
    }
    std::vector<config::TicketId> due;
    while (!backlog_.empty() && due.size() < max_due) {
        due.push_back(backlog_.back());
        backlog_.pop_back();
    }
    co_return due;
}

boost::asio::awaitable<DueTicketsJob::Found> DueTicketsJob::step(const RuntimePtr& runtime, config::Instant now) {
    const bool anew = backlog_.empty();
    const auto due = co_await take_due(runtime, now);
    if (stopping_) co_return Found::all;
    if (due.empty()) {
        co_await rule_guard_.settle(now);
        co_return Found::nothing;
    }
    UnitOfWork unit{.runtime = runtime, .now = now};
    co_await run_unit(unit, due);
    metrics_.ticks->Increment(static_cast<double>(unit.outcomes.size()));
    outbox_.wake();
    // A tick performs one step of a clock. Steps that became due while no daemon ran follow one after the other.
    const bool still_due = std::ranges::any_of(unit.outcomes, [&](const storage::Outcome& outcome) {
        return std::ranges::any_of(outcome.decision.tickets, [&](const auto& ticket) { return is_due(ticket, now); });
    });
    const bool more = still_due || !backlog_.empty() || due.size() == max_due;
    if (anew && !more) co_await rule_guard_.settle(now);
    co_return more ? Found::more : Found::all;
}

boost::asio::awaitable<void> DueTicketsJob::run_unit(UnitOfWork& unit, const std::vector<config::TicketId>& due) {
    auto& stores = database_.stores();
    workflow::ThreadKeys keys;
    keys.tickets = due;
    co_await offload(database_.thread(), [&] {
        unit.load(stores, {&keys, 1});
        unit.snapshot.rule_holds = rule_guard_.load();
        unit.reserve(stores, numbers_, 1);
    });
    co_await offload(pool_, [&] {
        for (const auto number : due) {
            // Somebody else may have changed the ticket since it was found due.
            const auto known = unit.snapshot.tickets.find(number);
            if (known == unit.snapshot.tickets.end() || !is_due(known->second, unit.now)) continue;
            try {
                unit.decide_and_render(workflow::Tick{number});
            } catch (const std::exception& error) {
                // The ticket stays due; the others must not wait for it.
                spdlog::error("ticket={} cannot be told that time passed: {}", number.value, error.what());
            }
        }
    });
    co_await offload(database_.thread(), [&] { unit.write(stores, numbers_); });
}

}  // namespace ticketd
