// Guards against a rule that would change too many tickets at once: counts them, puts the rule on hold and asks the admin.
#include "daemon/schedule/bulk_rule_guard.hpp"

#include "daemon/pipeline/admin_notice.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "templates/rule_question.hpp"

#include <algorithm>

namespace ticketd {
namespace {

/// Tickets that are loaded at once for counting.
constexpr std::size_t slice = 200;

}  // namespace

void BulkRuleGuard::use(const RuntimePtr& runtime) {
    runtime_ = runtime;
    rules_ = tick_rules(runtime->config());
}

std::vector<std::string> BulkRuleGuard::fingerprints() const {
    std::vector<std::string> all;
    for (const auto& known : rules_)
        all.push_back(known.fingerprint);
    return all;
}

workflow::RuleHolds BulkRuleGuard::load() {
    workflow::RuleHolds holds;
    allowed_.clear();
    if (rules_.empty()) return holds;
    for (auto& row : database_.stores().rule_holds.all()) {
        const auto known = std::ranges::find(rules_, row.fingerprint, &TickRule::fingerprint);
        if (known == rules_.end()) continue;
        auto& hold = holds[known->rule->name];
        hold.held = row.since.has_value();
        if (!row.allowed_at) continue;
        hold.allowed_until = *row.allowed_at;
        allowed_.push_back(std::move(row));
    }
    return holds;
}

boost::asio::awaitable<BulkRuleGuard::Masses> BulkRuleGuard::count(std::span<const config::TicketId> due, config::Instant now) {
    Masses masses;
    while (!due.empty() && !stopping_) {
        workflow::ThreadKeys keys;
        keys.tickets.assign(due.begin(), due.begin() + static_cast<std::ptrdiff_t>(std::min(slice, due.size())));
        due = due.subspan(keys.tickets.size());
        UnitOfWork unit{.runtime = runtime_, .now = now};
        co_await offload(database_.thread(), [&] {
            unit.load(database_.stores(), {&keys, 1});
            unit.snapshot.rule_holds = load();
        });
        co_await offload(pool_, [&] {
            for (const auto number : keys.tickets) {
                try {
                    // Runs the whole tick, because a rule may act on the result of an earlier one, or be prevented by it.
                    for (const auto& rule : unit.try_out(workflow::Tick{number}).unapproved_rules)
                        masses[rule].add(number, unit.snapshot.tickets.at(number).title);
                } catch (const std::exception& error) {
                    spdlog::debug("ticket={} is not counted: {}", number.value, error.what());
                }
            }
        });
    }
    co_return masses;
}

boost::asio::awaitable<bool> BulkRuleGuard::look(std::span<const config::TicketId> due, config::Instant now) {
    const int limit = runtime_->config().limits.rule_tickets;
    bool any = false;
    // Holds one rule per pass and then counts again: the tickets of a later rule may result from the first one.
    for (std::size_t pass = 0; pass < rules_.size(); ++pass) {
        const auto masses = co_await count(due, now);
        const auto over = std::ranges::find_if(rules_, [&](const TickRule& known) {
            const auto mass = masses.find(known.rule->name);
            return mass != masses.end() && mass->second.tickets > static_cast<std::size_t>(limit);
        });
        if (over == rules_.end() || stopping_) break;
        const auto& rule = *over->rule;
        const auto& mass = masses.at(rule.name);
        const auto question = admin_notice(*runtime_, templates::rule_question_subject(rule, mass, runtime_->texts().phrases()),
                                           templates::rule_question_text(rule, mass, limit, runtime_->texts().phrases()), now);
        storage::RuleHolds::Hold hold;
        hold.fingerprint = over->fingerprint;
        hold.rule = rule.name;
        hold.tickets = static_cast<std::int64_t>(mass.tickets);
        const bool fresh =
            co_await offload(database_.thread(), [&] { return database_.stores().rule_holds.put(hold, question, now); });
        if (!fresh) continue;
        any = true;
        spdlog::warn(
            "the rule \"{}\" is on hold: it came due for {} tickets at one moment, and limits.rule_tickets is {}; {} lets it "
            "go",
            rule.name, mass.tickets, limit, templates::allow_command(rule.name));
    }
    co_return any;
}

boost::asio::awaitable<void> BulkRuleGuard::settle(config::Instant now) {
    std::erase_if(allowed_, [&](const auto& row) { return *row.allowed_at > now; });
    if (allowed_.empty()) co_return;
    co_await offload(database_.thread(), [&] {
        for (const auto& row : allowed_)
            database_.stores().rule_holds.end_allowance(row);
    });
    allowed_.clear();
}

}  // namespace ticketd
