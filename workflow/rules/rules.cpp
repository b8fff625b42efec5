// Runs rules on a ticket: which ones apply, what they do, and when they stop.

#include "workflow/rules/rules.hpp"

#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/recipients.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <algorithm>

namespace workflow {

namespace {

using config::Rule;

void notify(DecisionBuilder& builder, const Ticket& ticket, const std::string& whom, const Cause& why) {
    const Directory& directory = builder.directory;
    const Sentence line = say("notice.told", why);
    // When a rule names the assignee and there is none, nobody is notified.
    if (whom == "assignee" && !directory.technician(ticket.assignee)) return;
    for (const config::Technician* technician : in_role(builder, ticket, whom))
        builder.notify_later({technician, line});
}

/// Notifies the leads, the stand-ins of absent leads, and the admin when nobody is available.
void escalate(DecisionBuilder& builder, Ticket& ticket, const Cause& why) {
    const Technicians there = escalated_to(builder, ticket);
    const Sentence line = say("notice.escalated", why);
    for (const Technicians& whom : {in_role(builder, ticket, "lead"), there})
        for (const config::Technician* technician : whom)
            builder.notify_later({technician, line, true});
    if (there.empty()) notify_admin(builder, ticket, MailKind::escalation, say("admin.escalated", ticket.number, why));
    builder.reason(say("reason.escalated", ticket.number, why));
    builder.event(ticket, {}, event::Escalated{why});
}

/// Reminds the customer. The last reminder gives the day on which the ticket will be closed.
void remind_by_rule(DecisionBuilder& builder, Ticket& ticket, const Rule& rule) {
    if (due_at(builder.directory, rule, ticket)) return remind(builder, ticket, std::nullopt);
    // After the desk was down, that day may have passed or be imminent. A client who is told about the closing gets
    // time to answer.
    constexpr std::chrono::days grace{1};
    constexpr int max_days = 1000;  // a calendar may have no hours at all
    auto end = closes_at(builder.directory, ticket);
    for (int moved = 0; end && *end < builder.now + grace && moved < max_days; ++moved) {
        ticket.active_at += std::chrono::days{1};
        end = closes_at(builder.directory, ticket);
    }
    remind(builder, ticket, end);
}

/// Sets the values of fields. In a loop this is repeated in each round, whereas mails and notes are written only once.
void set_fields(DecisionBuilder& builder, Ticket& ticket, const Rule& rule, const Fields& locked) {
    const Rule::Then& then = rule.then;
    const Actor actor;
    const Cause why = cause::Rule{rule.name};
    if (const config::Category* category = locked.contains(Field::category) ? nullptr : builder.directory.category(then.category))
        set_category(builder, ticket, category->name, actor, why);
    if (then.priority && !locked.contains(Field::priority)) set_priority(builder, ticket, *then.priority, actor, why);
    if (!then.assign.empty() && !locked.contains(Field::assignment))
        if (const auto to = find_assignee(builder.directory, then.assign)) assign(builder, ticket, *to, actor, why);
    if (const auto status = then.close ? std::optional(Status::closed) : then.status; status && !locked.contains(Field::status))
        if (const auto moved = move_status(builder, ticket, *status, actor, why); !moved) builder.reason(moved.error());
}

void act(DecisionBuilder& builder, Ticket& ticket, const Rule& rule, Rule::On on, const Fields& locked, bool again = false) {
    const Rule::Then& then = rule.then;
    const Actor actor;
    const Cause why = cause::Rule{rule.name};
    if (again) return set_fields(builder, ticket, rule, locked);
    builder.reason(say("reason.rule-applies", rule.name));

    if (!then.ticket_template.empty())
        if (const auto* from = template_for(builder.directory, ticket, then.ticket_template))
            use_template(builder, ticket, *from, actor, why);
    const bool was_resolved = ticket.status == Status::resolved;
    set_fields(builder, ticket, rule, locked);
    // The client is asked, no matter who resolved the ticket.
    if (ticket.status == Status::resolved && !was_resolved) notify_clients(builder, ticket, std::nullopt, true, {});
    if (!then.note.empty()) builder.add(ticket, actor, EntryKind::note, then.note);
    for (const std::string& whom : then.notify)
        notify(builder, ticket, whom, why);
    if (then.escalate) escalate(builder, ticket, why);
    // Only ticks may remind: a stranger's mail must not make the desk write to the requester.
    if (then.remind && on == Rule::On::tick) {
        remind_by_rule(builder, ticket, rule);
        builder.event(ticket, actor, event::Reminded{ticket.requester.address, why});
    }
}

/// Runs the rules of one input. A rule acts when its conditions become true: at first, or again after they were false.
class RuleRun {
public:
    RuleRun(DecisionBuilder& builder, Ticket& ticket, Rule::On on, const RuleFacts& facts, const Fields& locked)
        : work_(builder), ticket_(ticket), on_(on), facts_(facts), locked_(locked) {
        for (const Rule& rule : builder.directory.config().rules)
            if (is_on(rule, on) && rule.when.idle_business_days.empty()) rules_.push_back({&rule});
    }

    void run() {
        for (int round = 1; one_round(); ++round)
            if (round == max_rounds) return report_loop();
    }

private:
    static constexpr int max_rounds = 10;
    struct Waiting {
        const Rule* rule;
        bool armed = true;
        int times = 0;
    };

    bool applies(const Rule& rule) const {
        if (!fits(rule.when, ticket_, facts_)) return false;
        const auto ripe = ripe_at(work_.directory, rule.when, ticket_);
        return ripe && *ripe <= work_.now;
    }

    /// Runs each rule that applies. False: no further round is needed.
    bool one_round() {
        bool acted = false;
        for (Waiting& waiting : rules_) {
            if (!waiting.armed || !applies(*waiting.rule)) continue;
            act(work_, ticket_, *waiting.rule, on_, locked_, waiting.times > 0);
            ++waiting.times;
            waiting.armed = false;
            acted = true;
            if (waiting.rule->stop) return leave_out(*waiting.rule);
            for (Waiting& other : rules_)
                other.armed = other.armed || !applies(*other.rule);
        }
        return acted;
    }

    /// Records which rules do not run because of one with `stop`. Returns false, because no further round is needed.
    bool leave_out(const Rule& by) {
        for (const Waiting& waiting : rules_)
            if (waiting.times == 0 && applies(*waiting.rule))
                work_.reason(say("reason.rule-left-out", waiting.rule->name, by.name));
        return false;
    }

    void report_loop() {
        event::RulesStopped stopped{.rounds = max_rounds};
        for (const Waiting& waiting : rules_)
            if (waiting.times > 1) stopped.rules.push_back(waiting.rule->name);
        const Changes line{{stopped}, {}};
        work_.event(ticket_, {}, std::move(stopped));
        work_.reason(say("reason.ticket", ticket_.number, line));
        notify_admin(work_, ticket_, MailKind::trouble, say("admin.rules-stopped", ticket_.number, line));
    }

    DecisionBuilder& work_;
    Ticket& ticket_;
    Rule::On on_;
    const RuleFacts& facts_;
    const Fields& locked_;
    std::vector<Waiting> rules_;
};

}  // namespace

void run_rules(DecisionBuilder& builder, Ticket& ticket, Rule::On on, const RuleFacts& facts, const Fields& locked) {
    RuleRun(builder, ticket, on, facts, locked).run();
}

void run_tick_rules(DecisionBuilder& builder, Ticket& ticket) {
    const RuleHolds& holds = builder.snapshot.rule_holds;
    const auto due_now = [&](const Rule& rule) {
        const auto due = due_at(builder.directory, rule, ticket);
        return due && *due <= builder.now ? due : std::nullopt;
    };
    const auto& rules = builder.directory.config().rules;
    const bool reminds =
        std::any_of(rules.begin(), rules.end(), [&](const Rule& one) { return one.then.remind && due_now(one); });
    bool stopped = false;
    for (const Rule& rule : rules) {
        const auto due = due_now(rule);
        // After the desk was down, both may be due. The reminder goes first, and the closing day that it gives is kept.
        if (!due || (reminds && closes_idle(rule))) continue;
        if (!stopped && waits_for_yes(holds, rule, *due)) {
            if (rule.stop) return;  // the rules after it wait for the same approval
            continue;
        }
        // Rules after one with `stop` are marked too, because the next tick would otherwise run them.
        mark_fired(builder.directory, rule, ticket, builder.now);
        if (stopped) continue;
        if (is_unapproved(holds, rule, *due)) builder.decision.unapproved_rules.push_back(rule.name);
        act(builder, ticket, rule, Rule::On::tick, {});
        stopped = rule.stop;
    }
}

}  // namespace workflow
