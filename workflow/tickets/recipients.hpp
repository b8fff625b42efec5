#pragma once

#include "workflow/tickets/notifications.hpp"

#include <string_view>

// Who is meant by "assignee", "team" or "lead" of a ticket, and who stands in for those who are away.
namespace workflow {

/// "assignee" (or who hears of the ticket without one), "team", "lead", "everybody", "team:NAME" or a technician's name. The team
/// is the ticket's, else those of its assignee.
[[nodiscard]] Technicians in_role(const DecisionBuilder& builder, const Ticket& ticket, std::string_view role);

/// The leads who are there, else the rest of their teams. Empty: nobody is there, so it is the admin's.
[[nodiscard]] Technicians escalated_to(const DecisionBuilder& builder, const Ticket& ticket);

/// Who hears of the ticket beside an assignee who is away: the team's members who are there, else all technicians who are. Empty:
/// the assignee is there, there is none, or nobody is.
[[nodiscard]] Technicians stand_ins(const DecisionBuilder& builder, const Ticket& ticket);

}  // namespace workflow
