#pragma once

#include "workflow/tickets/notifications.hpp"

#include <string_view>

// Resolves "assignee", "team" and "lead" of a ticket, and finds stand-ins for absent technicians.
namespace workflow {

/// The technicians of a role: "assignee" (without one, the audience), "team", "lead", "everybody", "team:NAME" or a technician's
/// name. The team is the ticket's, else the teams of its assignee.
[[nodiscard]] Technicians in_role(const DecisionBuilder& builder, const Ticket& ticket, std::string_view role);

/// The present leads, else the present members of their teams. Empty: all are away, and the admin is notified.
[[nodiscard]] Technicians escalated_to(const DecisionBuilder& builder, const Ticket& ticket);

/// The stand-ins for an absent assignee: present members of the team, else all present technicians. Empty: the assignee is
/// present, there is no assignee, or everybody is away.
[[nodiscard]] Technicians stand_ins(const DecisionBuilder& builder, const Ticket& ticket);

}  // namespace workflow
