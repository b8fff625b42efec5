#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace workflow {

/// A rule on ticks that came due for more tickets at one moment than limits.rule_tickets allows.
struct RuleMass {
    static constexpr std::size_t max_shown = 5;
    std::size_t tickets = 0;
    std::vector<std::pair<config::TicketId, std::string>> first;  // some of them, with their titles

    void add(config::TicketId number, const std::string& title);
};

/// What the rule does to a ticket, in words: "sets priority high, closes the ticket".
[[nodiscard]] std::string shown_actions(const config::Rule& rule);
/// The command that lets a rule go, as it is typed into a shell.
[[nodiscard]] std::string allow_command(const std::string& rule);

/// What the admin is asked, as the subject and the text of a mail.
[[nodiscard]] std::string asking_subject(const config::Rule& rule, const RuleMass& mass);
[[nodiscard]] std::string asking_text(const config::Rule& rule, const RuleMass& mass, int limit);

}  // namespace workflow
