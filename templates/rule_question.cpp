// Words the mail that asks the admin to approve a rule that came due for many tickets.
#include "templates/rule_question.hpp"

#include "templates/value_text.hpp"

#include <fmt/format.h>

namespace templates {

std::string actions_text(const config::Rule& rule, const Phrases& phrases) {
    const config::Rule::Then& then = rule.then;
    const ValueText words{phrases, nullptr};
    std::vector<std::string> actions;
    const auto add = [&](bool does, std::string_view phrase, const std::string& value = {}) {
        if (does) actions.push_back(phrases.fill(phrase, {{"value", value}}));
    };
    add(!then.ticket_template.empty(), "rule.template", then.ticket_template);
    add(!then.category.empty(), "rule.category", then.category);
    if (then.priority) add(true, "rule.priority", phrases.priority(*then.priority));
    add(!then.assign.empty(), "rule.assign", then.assign);
    if (then.status) add(true, "rule.status", words.status(*then.status));
    add(!then.note.empty(), "rule.note");
    add(!then.notify.empty(), "rule.notify", words.joined(then.notify));
    add(then.escalate, "rule.escalate");
    add(then.remind, "rule.remind");
    add(then.close, "rule.close");
    return words.joined(actions);
}

std::string allow_command(const std::string& rule) {
    std::string quoted;
    for (const char letter : rule)
        quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return fmt::format("ticketctl rules allow '{}'", quoted);
}

std::string rule_question_subject(const config::Rule& rule, const workflow::RuleMass& mass, const Phrases& phrases) {
    return phrases.fill("rule.subject", {{"rule", rule.name}, {"tickets", std::to_string(mass.tickets)}});
}

std::string rule_question_text(const config::Rule& rule, const workflow::RuleMass& mass, int limit, const Phrases& phrases) {
    std::string out = phrases.fill(
        "rule.due", {{"rule", rule.name}, {"tickets", std::to_string(mass.tickets)}, {"limit", std::to_string(limit)}});
    out += "\n\n" + phrases.fill("rule.does", {{"actions", actions_text(rule, phrases)}});
    out += "\n\n" + phrases["rule.first"] + "\n";
    for (const auto& [number, title] : mass.first)
        out += fmt::format("  #{} {}\n", number.value, title);
    out += fmt::format("\n{}\n\n  {}\n\n{}\n", phrases["rule.ask"], allow_command(rule.name), phrases["rule.then"]);
    return out;
}

}  // namespace templates
