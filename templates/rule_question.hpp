#pragma once

#include "templates/phrases.hpp"
#include "workflow/rules/rule_approval.hpp"

#include <string>

// The mail that asks the admin to approve a rule that came due for many tickets.
namespace templates {

/// The rule's actions in words: "sets priority high and closes it".
[[nodiscard]] std::string actions_text(const config::Rule& rule, const Phrases& phrases);
/// The shell command that approves the rule.
[[nodiscard]] std::string allow_command(const std::string& rule);

/// Subject and text of the mail. `limit` is limits.rule_tickets.
[[nodiscard]] std::string rule_question_subject(const config::Rule& rule, const workflow::RuleMass& mass, const Phrases& phrases);
[[nodiscard]] std::string rule_question_text(const config::Rule& rule, const workflow::RuleMass& mass, int limit,
                                             const Phrases& phrases);

}  // namespace templates
