// Writes the mail that asks an admin to approve a rule that came due for many tickets.
#include "workflow/rules/rule_approval.hpp"

#include "workflow/text/text.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

using config::Rule;

/// Strangers write titles, so each is shortened to one line that can be read at a glance.
std::string shown_title(const std::string& title) {
    constexpr std::size_t most = 80;
    const std::string line = text::squeezed(title);
    const std::string_view shown = text::cut(line, most);
    return std::string(shown) + (shown.size() < line.size() ? "…" : "");
}

}  // namespace

void RuleMass::add(config::TicketId number, const std::string& title) {
    ++tickets;
    if (first.size() < max_shown) first.emplace_back(number, shown_title(title));
}

std::string shown_actions(const Rule& rule) {
    const Rule::Then& then = rule.then;
    std::vector<std::string> actions;
    const auto add = [&](bool does, std::string words) {
        if (does) actions.push_back(std::move(words));
    };
    add(!then.ticket_template.empty(), "fills it from template " + then.ticket_template);
    add(!then.category.empty(), "sets category " + then.category);
    if (then.priority) add(true, fmt::format("sets priority {}", config::to_string(*then.priority)));
    add(!then.assign.empty(), "assigns it to " + then.assign);
    if (then.status) add(true, fmt::format("sets status {}", config::to_string(*then.status)));
    add(!then.note.empty(), "adds a note");
    add(!then.notify.empty(), "tells " + text::joined(then.notify));
    add(then.escalate, "escalates it");
    add(then.remind, "reminds the customer");
    add(then.close, "closes it");
    return text::joined(actions);
}

std::string allow_command(const std::string& rule) {
    std::string quoted;
    for (const char letter : rule)
        quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
    return fmt::format("ticketctl rules allow '{}'", quoted);
}

std::string asking_subject(const Rule& rule, const RuleMass& mass) {
    return fmt::format("The rule \"{}\" waits for your yes: it is due for {} tickets", rule.name, mass.tickets);
}

std::string asking_text(const Rule& rule, const RuleMass& mass, int limit) {
    std::string out = fmt::format(
        "The rule \"{}\" came due for {} tickets at one moment. A rule may change {} unasked (limits.rule_tickets), so it is on "
        "hold "
        "and has changed none of them. All else goes on.\n\nIt does this to each: {}.\n\nThe first of them:\n",
        rule.name, mass.tickets, limit, shown_actions(rule));
    for (const auto& [number, title] : mass.first)
        out += fmt::format("  #{} {}\n", number.value, title);
    out += fmt::format(
        "\nIf that is what you want, type\n\n  {}\n\nIt then runs for what is due until that moment, and asks again when as many "
        "come "
        "later. Else change the rule, or raise limits.rule_tickets, and reload ticketd: they are counted anew.\n",
        allow_command(rule.name));
    return out;
}

}  // namespace workflow
