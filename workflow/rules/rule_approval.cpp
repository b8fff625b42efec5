// The tickets for which an admin is asked to approve a rule.
#include "workflow/rules/rule_approval.hpp"

#include "workflow/text/text.hpp"

namespace workflow {

namespace {

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

}  // namespace workflow
