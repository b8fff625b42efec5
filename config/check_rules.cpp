// Finds rules and ticket templates whose keys are valid, but which can have no effect or affect every ticket.
#include "config/check_rules.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <set>

namespace config {
namespace {

bool happens_on(const Rule& rule, Rule::On event) {
    return std::find(rule.on.begin(), rule.on.end(), event) != rule.on.end();
}

bool is_unconditional(const Rule::When& when) {
    return when.category.empty() && when.client.empty() && when.priority.empty() && when.status.empty() && when.sender.empty() &&
           when.subject_contains.empty() && when.idle_business_days.empty() && !when.age && !when.sla_used;
}

bool ends_ticket(const Rule::Then& then) {
    return then.close || then.status == Status::closed || then.status == Status::resolved;
}

bool does_nothing(const Rule::Then& then) {
    return then.assign.empty() && !then.priority && !then.status && then.category.empty() && then.notify.empty() &&
           then.note.empty() && !then.escalate && !then.remind && !then.close && then.ticket_template.empty();
}

void check_events(Section& section, const Rule& rule) {
    const bool on_tick = happens_on(rule, Rule::On::tick);
    if (!rule.when.idle_business_days.empty() && !on_tick)
        section.complain("when", "idle_business_days needs \"tick\" among on: nothing but time makes a ticket idle.");
    if ((rule.when.age || rule.when.sla_used) && !on_tick && !happens_on(rule, Rule::On::updated))
        section.complain("when", fmt::format("{} needs \"update\" or \"tick\" among on: of a new ticket no time has passed yet.",
                                             rule.when.age ? "age" : "sla_used"));
    if (rule.on == std::vector{Rule::On::tick} && rule.when.status == std::vector{Status::closed})
        section.complain("when", "time passes by a closed ticket; name another status, or \"update\" among on.");
    if (!rule.then.ticket_template.empty() && !happens_on(rule, Rule::On::created))
        section.complain("then", "ticket_template needs \"new\" among on: a template makes a new ticket.");
    if (rule.then.remind && !on_tick)
        section.complain("then", "remind needs \"tick\" among on: a mail that comes in is no time to remind of one.");
}

/// A reminder only makes sense while we wait for the customer, and not at the moment when the waiting begins.
void check_reminder(Section& section, const Rule& rule) {
    if (!rule.then.remind || !happens_on(rule, Rule::On::tick)) return;
    if (rule.when.status != std::vector{Status::waiting_customer})
        section.complain("when", "remind needs status = \"waiting-customer\": only there the desk waits for the customer.");
    if (rule.when.idle_business_days.empty() && !rule.when.age)
        section.complain("when",
                         "remind needs idle_business_days: without it, the customer is reminded as soon as the desk waits.");
    if (ends_ticket(rule.then))
        section.complain("then",
                         "this reminds the customer and ends the ticket at once; let another rule end it, some days later.");
}

void check_change(Section& section, const Rule& rule) {
    const auto already = [&](std::string_view key, std::string_view value) {
        section.complain("then", fmt::format("{} is \"{}\" already where the rule runs: when asks for it.", key, value));
    };
    const Rule::When& when = rule.when;
    const Rule::Then& then = rule.then;
    if (then.status && when.status == std::vector{*then.status}) already("status", to_string(*then.status));
    if (then.priority && when.priority == std::vector{*then.priority}) already("priority", to_string(*then.priority));
    if (!then.category.empty() && when.category == std::vector{then.category}) already("category", then.category);
    if (ends_ticket(then) && is_unconditional(when))
        section.complain("then", "a rule that ends tickets needs a condition; without one it would end all of them.");
}

/// A tick rule runs only once for each ticket, so later rules get their turn at the next tick.
void check_reached(Section& section, const Rule& rule, const std::vector<Rule>& before) {
    for (const Rule& one : before) {
        const bool takes_all = one.stop && is_unconditional(one.when) &&
                               std::all_of(rule.on.begin(), rule.on.end(),
                                           [&](Rule::On event) { return event != Rule::On::tick && happens_on(one, event); });
        if (!takes_all) continue;
        return section.complain(
            "on",
            fmt::format("the rule \"{}\" before this one has stop and no condition; this one is never looked at.", one.name));
    }
}

}  // namespace

void check_rule(Section& section, const Rule& rule, const Config& before) {
    const std::size_t at = rule.name.rfind('@');
    if (at != std::string::npos && at + 1 < rule.name.size() &&
        rule.name.find_first_not_of("0123456789", at + 1) == std::string::npos)
        section.complain("name", fmt::format("\"{}\" ends with @ and a number, as a ticket keeps the days it was idle; choose "
                                             "another name.",
                                             rule.name));
    if (rule.on.empty()) return;
    check_events(section, rule);
    check_reminder(section, rule);
    check_change(section, rule);
    check_reached(section, rule, before.rules);
    if (section.has("then") && does_nothing(rule.then)) section.complain("then", "the rule does nothing; name an action.");
}

void check_endings(Section& root, const Config& config) {
    for (const Rule& rule : config.rules) {
        const auto& days = rule.when.idle_business_days;
        if (!rule.then.remind || days.empty()) continue;
        for (const Rule& end : config.rules) {
            Rule::When rest = end.when;
            rest.status.clear();
            rest.idle_business_days.clear();
            const bool ends_all = ends_ticket(end.then) && happens_on(end, Rule::On::tick) && is_unconditional(rest) &&
                                  end.when.status == rule.when.status && !end.when.idle_business_days.empty();
            const Place* place = root.reading().references.find(References::Kind::rule, rule.name);
            if (&end == &rule || !ends_all || end.when.idle_business_days.front() > days.back() || place == nullptr) continue;
            root.reading().complain(
                *place, fmt::format("[[rule]] name: \"{}\" reminds after {} business days, and \"{}\" ends the ticket after {}: "
                                    "end it later than the last reminder.",
                                    rule.name, days.back(), end.name, end.when.idle_business_days.front()));
        }
    }
}

void check_holes(Section& section, const TicketTemplate& made) {
    constexpr std::string_view hole = "{{subject}}";
    const auto written = [](const std::string& text, std::size_t at) {
        return text.substr(at, std::min(text.find("}}", at), text.size() - 2) + 2 - at);
    };
    std::string rest = made.title;
    for (auto at = rest.find(hole); at != std::string::npos; at = rest.find(hole, at))
        rest.erase(at, hole.size());
    if (const auto at = rest.find("{{"); at != std::string::npos) {
        section.complain("title",
                         fmt::format("only {} can be filled in, and \"{}\" is something else.", hole, written(rest, at)));
    } else if (rest.find("{subject}") != std::string::npos || rest.find("}}") != std::string::npos ||
               rest.find("{}") != std::string::npos) {
        section.complain("title", fmt::format("braces come in pairs: write {}.", hole));
    }
    const std::string& description = made.description;
    const auto at = description.find("{{");
    if (at != std::string::npos && description.find("}}", at) != std::string::npos)
        section.complain("description",
                         fmt::format("\"{}\" is not filled in here; only the title takes {}.", written(description, at), hole));
}

void check_languages(Section& root, const Config& config) {
    std::set<std::string> seen;
    for (const TicketTemplate& first : config.ticket_templates) {
        if (first.name.empty() || !seen.insert(first.name).second) continue;
        std::vector<std::string> languages;
        bool is_for_all = false;
        for (const TicketTemplate& one : config.ticket_templates) {
            if (one.name != first.name) continue;
            languages.push_back(one.language);
            is_for_all = is_for_all || one.language.empty() || one.language == config.desk.language;
        }
        const Place* place = root.reading().references.find(References::Kind::ticket_template, first.name);
        if (is_for_all || place == nullptr) continue;
        root.reading().complain(
            *place, fmt::format("[[ticket_template]] name: \"{}\" is there in {} alone; add it in \"{}\", the language of the "
                                "desk, or without one, for all other clients.",
                                first.name, fmt::join(languages, ", "), config.desk.language));
    }
}

}  // namespace config
