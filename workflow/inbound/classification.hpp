#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace workflow {

/// Client, contract, clocks, category, template and team of a new ticket whose requester and title stand. `written_to`: the
/// desk addresses of the mail, whose extensions name categories and templates. Returns a sentence for each fact, with its reason.
[[nodiscard]] std::vector<std::string> classify(DecisionBuilder& builder, Ticket& ticket,
                                                const std::vector<mail::Detailed>& written_to, std::string_view subject,
                                                std::string_view text);

}  // namespace workflow
