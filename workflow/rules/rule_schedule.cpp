// Determines when a rule applies to a ticket, and when a tick rule is next due.
#include "workflow/rules/rule_schedule.hpp"

#include "workflow/model/business_time.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace workflow {

namespace {

using config::Rule;

template <class T>
bool one_of(const std::vector<T>& wanted, const T& value) {
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool one_of_words(const std::vector<std::string>& wanted, std::string_view value) {
    return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const auto& word) { return text::same(word, value); });
}

bool is_sender(const std::vector<std::string>& wanted, std::string_view sender) {
    if (wanted.empty()) return true;
    const std::string domain = mail::domain_of(sender);
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view one) {
        if (one.starts_with('@')) one.remove_prefix(1);
        return text::same(one, sender) || text::same(one, domain);
    });
}

/// The time when the first of the running clocks will have used `percent`. nullopt: none will.
std::optional<Instant> sla_reaches(const Directory& directory, const Ticket& ticket, int percent) {
    std::optional<Instant> first;
    for (const Clock clock : all_clocks) {
        if (!runs(directory, ticket, clock)) continue;
        const auto at = time_at_percent(directory, ticket, clock, percent);
        if (at && (!first || *at < *first)) first = at;
    }
    return first;
}

std::string step_name(const Rule& rule, int days) {
    return fmt::format("{}@{}", rule.name, days);
}

bool has_fired(const Ticket& ticket, const std::string& name) {
    return std::find(ticket.rules_fired.begin(), ticket.rules_fired.end(), name) != ticket.rules_fired.end();
}

RuleFacts facts_of(const Ticket& ticket) {
    return {ticket.requester.address, ticket.title};
}

}  // namespace

bool is_on(const Rule& rule, Rule::On on) {
    return std::find(rule.on.begin(), rule.on.end(), on) != rule.on.end();
}

bool fits(const Rule::When& when, const Ticket& ticket, const RuleFacts& facts) {
    if (!one_of_words(when.category, ticket.category) || !one_of_words(when.client, ticket.client)) return false;
    if (!one_of(when.priority, ticket.priority) || !one_of(when.status, ticket.status)) return false;
    if (!is_sender(when.sender, facts.sender)) return false;
    return when.subject_contains.empty() ||
           std::any_of(when.subject_contains.begin(), when.subject_contains.end(),
                       [&](const std::string& part) { return text::contains_folded(facts.subject, text::folded(part)); });
}

std::optional<Instant> ripe_at(const Directory& directory, const Rule::When& when, const Ticket& ticket) {
    Instant at = Instant::min();
    if (when.age) at = std::max(at, ticket.created_at + *when.age);
    if (!when.sla_used) return at;
    const auto reached = sla_reaches(directory, ticket, *when.sla_used);
    return reached ? std::optional(std::max(at, *reached)) : std::nullopt;
}

std::optional<Instant> due_at(const Directory& directory, const Rule& rule, const Ticket& ticket) {
    if (!is_on(rule, Rule::On::tick) || ticket.status == Status::closed || !fits(rule.when, ticket, facts_of(ticket)))
        return std::nullopt;
    const auto ripe = ripe_at(directory, rule.when, ticket);
    if (!ripe) return std::nullopt;
    // A rule without a condition on time is due at the first tick.
    const Instant from = std::max(*ripe, ticket.created_at);
    if (rule.when.idle_business_days.empty()) return has_fired(ticket, rule.name) ? std::nullopt : std::optional(from);
    for (const int days : rule.when.idle_business_days) {
        if (has_fired(ticket, step_name(rule, days))) continue;
        const auto idle = add_business_days(hours_of(directory, ticket), ticket.active_at, days);
        return idle ? std::optional(std::max(from, *idle)) : std::nullopt;
    }
    return std::nullopt;
}

void mark_fired(const Directory& directory, const Rule& rule, Ticket& ticket, Instant now) {
    if (rule.when.idle_business_days.empty()) {
        ticket.rules_fired.push_back(rule.name);
        return;
    }
    // After the desk was down, several steps may have passed. The rule then runs only once for all of them.
    for (const int days : rule.when.idle_business_days) {
        const auto idle = add_business_days(hours_of(directory, ticket), ticket.active_at, days);
        const std::string name = step_name(rule, days);
        if (idle && *idle <= now && !has_fired(ticket, name)) ticket.rules_fired.push_back(name);
    }
}

void forget_idle_steps(Ticket& ticket) {
    std::erase_if(ticket.rules_fired, [](std::string_view name) {
        const auto at = name.rfind('@');
        return at != std::string_view::npos && name.find_first_not_of("0123456789", at + 1) == std::string_view::npos;
    });
}

bool closes_idle(const Rule& rule) {
    const bool closes = rule.then.close || rule.then.status == Status::closed || rule.then.status == Status::resolved;
    return closes && !rule.when.idle_business_days.empty();
}

std::optional<Instant> closes_at(const Directory& directory, const Ticket& ticket) {
    std::optional<Instant> first;
    for (const Rule& rule : directory.config().rules) {
        const auto due = closes_idle(rule) ? due_at(directory, rule, ticket) : std::nullopt;
        if (due && (!first || *due < *first)) first = due;
    }
    return first;
}

bool waits_for_yes(const RuleHolds& holds, const Rule& rule, Instant due) {
    const auto found = holds.find(rule.name);
    return found != holds.end() && found->second.held && due > found->second.allowed_until;
}

bool is_unapproved(const RuleHolds& holds, const Rule& rule, Instant due) {
    const auto found = holds.find(rule.name);
    return found == holds.end() || due > found->second.allowed_until;
}

std::optional<Instant> next_rule_due(const Directory& directory, const RuleHolds& holds, const Ticket& ticket) {
    struct Coming {
        const Rule* rule;
        Instant at;
        bool waits;
    };
    std::vector<Coming> coming;
    Instant reminded = Instant::max();
    for (const Rule& rule : directory.config().rules) {
        const auto due = due_at(directory, rule, ticket);
        if (!due) continue;
        coming.push_back({&rule, *due, waits_for_yes(holds, rule, *due)});
        if (coming.back().waits && rule.then.remind) reminded = std::min(reminded, *due);
    }
    std::optional<Instant> first;
    Instant stopped = Instant::max();
    for (const auto& [rule, at, waits] : coming) {
        if (waits && rule->stop) stopped = std::min(stopped, at);
        const bool suppressed = at >= stopped || (closes_idle(*rule) && at >= reminded);
        if (!waits && !suppressed && (!first || at < *first)) first = at;
    }
    return first;
}

}  // namespace workflow
