#include "workflow/rules.hpp"

#include "workflow/business_time.hpp"
#include "workflow/changes.hpp"
#include "workflow/clocks.hpp"
#include "workflow/mails.hpp"
#include "workflow/text.hpp"
#include "workflow/transitions.hpp"

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

/// Everything that does not change by time alone.
bool holds(const Rule::When& when, const Ticket& ticket, const RuleFacts& facts) {
    if (!one_of_words(when.category, ticket.category) || !one_of_words(when.client, ticket.client)) return false;
    if (!one_of(when.priority, ticket.priority) || !one_of(when.status, ticket.status)) return false;
    if (!is_sender(when.sender, facts.sender)) return false;
    return when.subject_contains.empty() ||
           std::any_of(when.subject_contains.begin(), when.subject_contains.end(),
                       [&](const std::string& part) { return text::contains_folded(facts.subject, text::folded(part)); });
}

/// When the running clock that is first to get there has used `percent`. nullopt: none will.
std::optional<Instant> sla_reaches(const Policy& policy, const Ticket& ticket, int percent) {
    std::optional<Instant> first;
    for (const Clock clock : all_clocks) {
        if (!runs(policy, ticket, clock)) continue;
        const auto at = reaches(policy, ticket, clock, percent);
        if (at && (!first || *at < *first)) first = at;
    }
    return first;
}

/// When age and SLA let the rule run: the beginning of time when it asks for neither.
std::optional<Instant> ripe_at(const Policy& policy, const Rule::When& when, const Ticket& ticket) {
    Instant at = Instant::min();
    if (when.age) at = std::max(at, ticket.created_at + *when.age);
    if (!when.sla_used) return at;
    const auto reached = sla_reaches(policy, ticket, *when.sla_used);
    return reached ? std::optional(std::max(at, *reached)) : std::nullopt;
}

std::string step_name(const Rule& rule, int days) {
    return fmt::format("{}@{}", rule.name, days);
}

bool has_fired(const Ticket& ticket, const std::string& name) {
    return std::find(ticket.rules_fired.begin(), ticket.rules_fired.end(), name) != ticket.rules_fired.end();
}

bool is_on(const Rule& rule, Rule::On on) {
    return std::find(rule.on.begin(), rule.on.end(), on) != rule.on.end();
}

RuleFacts facts_of(const Ticket& ticket) {
    return {ticket.requester.address, ticket.title};
}

/// When a rule on ticks next has work on this ticket.
std::optional<Instant> due_at(const Policy& policy, const Rule& rule, const Ticket& ticket) {
    if (!is_on(rule, Rule::On::tick) || ticket.status == Status::closed || !holds(rule.when, ticket, facts_of(ticket)))
        return std::nullopt;
    const auto ripe = ripe_at(policy, rule.when, ticket);
    if (!ripe) return std::nullopt;
    // A rule that asks for no time at all comes with the first tick there is.
    const Instant from = std::max(*ripe, ticket.created_at);
    if (rule.when.idle_business_days.empty()) return has_fired(ticket, rule.name) ? std::nullopt : std::optional(from);
    for (const int days : rule.when.idle_business_days) {
        if (has_fired(ticket, step_name(rule, days))) continue;
        const auto idle = add_business_days(hours_of(policy, ticket), ticket.active_at, days);
        return idle ? std::optional(std::max(from, *idle)) : std::nullopt;
    }
    return std::nullopt;
}

void mark_fired(const Policy& policy, const Rule& rule, Ticket& ticket, Instant now) {
    if (rule.when.idle_business_days.empty()) {
        ticket.rules_fired.push_back(rule.name);
        return;
    }
    // After a time down several steps may be over: the last one speaks for all.
    for (const int days : rule.when.idle_business_days) {
        const auto idle = add_business_days(hours_of(policy, ticket), ticket.active_at, days);
        const std::string name = step_name(rule, days);
        if (idle && *idle <= now && !has_fired(ticket, name)) ticket.rules_fired.push_back(name);
    }
}

void notify(Work& work, const Ticket& ticket, const std::string& whom, const std::string& why) {
    const Policy& policy = work.policy;
    const std::string line = fmt::format("You are told by {}.", why);
    const auto add = [&](const config::Technician* technician) {
        if (technician) work.also_tell.emplace_back(technician, line);
    };
    if (whom == "assignee") {
        add(policy.technician(ticket.assignee));
    } else if (whom == "lead") {
        if (const config::Team* team = policy.team(ticket.team)) add(policy.technician(team->lead));
    } else if (whom.starts_with("team:")) {
        if (const config::Team* team = policy.team(whom.substr(5)))
            for (const std::string& member : team->members)
                add(policy.technician(member));
    } else {
        add(policy.technician(whom));
    }
}

void act(Work& work, Ticket& ticket, const Rule& rule, Rule::On on, const Settled& settled) {
    const Rule::Then& then = rule.then;
    const Actor actor;
    const std::string why = fmt::format("rule \"{}\"", rule.name);
    work.reason(fmt::format("{} applies", why));

    if (!then.ticket_template.empty())
        for (const config::TicketTemplate& from : work.policy.config().ticket_templates)
            if (text::same(from.name, then.ticket_template)) use_template(work, ticket, from, actor, why);
    if (const config::Category* category = settled.category ? nullptr : work.policy.category(then.category))
        set_category(work, ticket, category->name, actor, why);
    if (then.priority && !settled.priority) set_priority(work, ticket, *then.priority, actor, why);
    if (!then.assign.empty() && !settled.assignment)
        if (const auto to = find_assignee(work.policy, then.assign)) assign(work, ticket, *to, actor, why);
    if (const auto status = then.close ? std::optional(Status::closed) : then.status; status && !settled.status)
        if (const auto moved = move_status(work, ticket, *status, actor, why); !moved) work.reason(moved.error().what);
    if (!then.note.empty()) work.add(ticket, actor, EntryKind::note, then.note);
    for (const std::string& whom : then.notify)
        notify(work, ticket, whom, why);
    if (then.escalate) {
        notify(work, ticket, "lead", why);
        work.event(ticket, actor, fmt::format("escalated by ticketd: {}", why));
    }
    // By time alone: a stranger's mail must not make the desk write to the requester.
    if (then.remind && on == Rule::On::tick) {
        remind(work, ticket);
        work.event(ticket, actor, fmt::format("reminded {} by ticketd: {}", ticket.requester.address, why));
    }
}

}  // namespace

void run_rules(Work& work, Ticket& ticket, Rule::On on, const RuleFacts& facts, const Settled& settled) {
    for (const Rule& rule : work.policy.config().rules) {
        if (!is_on(rule, on) || !rule.when.idle_business_days.empty() || !holds(rule.when, ticket, facts)) continue;
        const auto ripe = ripe_at(work.policy, rule.when, ticket);
        if (!ripe || *ripe > work.now) continue;
        act(work, ticket, rule, on, settled);
        if (rule.stop) return;
    }
}

void run_tick_rules(Work& work, Ticket& ticket) {
    for (const Rule& rule : work.policy.config().rules) {
        const auto due = due_at(work.policy, rule, ticket);
        if (!due || *due > work.now) continue;
        mark_fired(work.policy, rule, ticket, work.now);
        act(work, ticket, rule, Rule::On::tick, {});
        if (rule.stop) return;
    }
}

std::optional<Instant> next_rule_due(const Policy& policy, const Ticket& ticket) {
    std::optional<Instant> first;
    for (const Rule& rule : policy.config().rules) {
        const auto due = due_at(policy, rule, ticket);
        if (due && (!first || *due < *first)) first = due;
    }
    return first;
}

void forget_idle_steps(Ticket& ticket) {
    std::erase_if(ticket.rules_fired, [](const std::string& name) { return name.find('@') != std::string::npos; });
}

}  // namespace workflow
