#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace workflow {

/// The tickets on which a tick rule came due, when there are more than limits.rule_tickets at once.
struct RuleMass {
    static constexpr std::size_t max_shown = 5;
    std::size_t tickets = 0;
    std::vector<std::pair<config::TicketId, std::string>> first;  // the first max_shown tickets, with their titles

    void add(config::TicketId number, const std::string& title);
};

/// The rule's actions in words: "sets priority high, closes the ticket".
[[nodiscard]] std::string shown_actions(const config::Rule& rule);
/// The shell command that approves the rule.
[[nodiscard]] std::string allow_command(const std::string& rule);

/// The subject and text of the mail that asks the admin.
[[nodiscard]] std::string asking_subject(const config::Rule& rule, const RuleMass& mass);
[[nodiscard]] std::string asking_text(const config::Rule& rule, const RuleMass& mass, int limit);

}  // namespace workflow
