#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace workflow {

/// Sets client, contract, clocks, category, template and team of a new ticket that has its requester and title. `written_to` are
/// the mail's desk addresses, whose extensions name categories and templates. Fills `opened` with each fact and what showed it.
void classify(DecisionBuilder& builder, Ticket& ticket, event::Opened& opened, const std::vector<mail::Detailed>& written_to,
              std::string_view subject, std::string_view text);

}  // namespace workflow
