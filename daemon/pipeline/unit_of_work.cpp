// Turns inputs into decisions and decisions into mails, and writes both in one transaction.
#include "daemon/pipeline/unit_of_work.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/pipeline/outgoing_renderer.hpp"
#include "daemon/pipeline/query_answers.hpp"
#include "mail/parse/readable_texts.hpp"
#include "workflow/decide.hpp"

#include <algorithm>
#include <utility>

namespace ticketd {

void UnitOfWork::load(Stores& stores, std::span<const workflow::ThreadKeys> keys) {
    snapshot = stores.tickets.load(keys, now);
    sent = stores.tickets.load_texts(keys, snapshot);
}

void UnitOfWork::read_sent() {
    for (const storage::SentMail& mail : std::exchange(sent, {})) {
        for (std::string& text : mail::readable_texts(mail.raw, runtime->config().limits))
            snapshot.texts[mail.ticket].sent.push_back(std::move(text));
    }
}

void UnitOfWork::reserve(Stores& stores, TicketNumberPool& pool, std::size_t count) {
    pool.fill(stores.tickets, count);
    snapshot.numbers = pool.take_all();
}

workflow::Decision UnitOfWork::try_out(const workflow::Input& input) const {
    return workflow::decide(runtime->directory(), snapshot, input, now);
}

storage::Outcome& UnitOfWork::decide(const workflow::Input& input) {
    storage::Outcome outcome;
    outcome.decision = try_out(input);
    snapshot.apply(outcome.decision);
    return outcomes.emplace_back(std::move(outcome));
}

storage::Outcome& UnitOfWork::decide_and_render(const workflow::Input& input) {
    storage::Outcome outcome;
    outcome.decision = try_out(input);
    outcome.outgoing = render_outgoing(*runtime, snapshot, outcome.decision, now);
    snapshot.apply(outcome.decision);
    return outcomes.emplace_back(std::move(outcome));
}

bool UnitOfWork::has_queries() const {
    return std::ranges::any_of(outcomes, [](const auto& one) { return !one.decision.queries.empty(); });
}

void UnitOfWork::answer(Stores& stores) {
    answer_queries(stores, *runtime, outcomes, now);
}

void UnitOfWork::render(std::size_t outcome) {
    auto& one = outcomes.at(outcome);
    one.outgoing = render_outgoing(*runtime, snapshot, one.decision, now);
    one.packed = storage::pack_outgoing(one.outgoing);
}

void UnitOfWork::write(Stores& stores) {
    stores.tickets.write(outcomes, now);
}

void UnitOfWork::write(Stores& stores, TicketNumberPool& pool) {
    pool.give_back(std::exchange(snapshot.numbers, {}));
    write(stores);
}

void run_blocking(Stores& stores, const RuntimePtr& runtime, std::span<const workflow::ThreadKeys> keys,
                  const std::function<bool(UnitOfWork&)>& decide) {
    for (int round = 1;; ++round) {
        UnitOfWork unit{.runtime = runtime, .now = wall_clock()};
        unit.load(stores, keys);
        unit.read_sent();
        if (!decide(unit)) return;
        if (unit.has_queries()) unit.answer(stores);
        for (std::size_t i = 0; i < unit.outcomes.size(); ++i)
            unit.render(i);
        try {
            unit.write(stores);
            return;
        } catch (const storage::Conflict&) {
            if (round == max_conflict_rounds) throw;
        }
    }
}

}  // namespace ticketd
