#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <string_view>

// Changes of a ticket other than its status. Each also updates the dependent fields and adds an event.
namespace workflow {

/// The target of an assignment: a technician or a team.
struct Assignee {
    const config::Technician* technician = nullptr;
    const config::Team* team = nullptr;
};
/// A technician by name, address, alias or unique beginning of the name; a team by name or as "team:network".
/// Refused: no match or several; the sentence suggests near names.
[[nodiscard]] Result<Assignee> find_assignee(const Directory& directory, std::string_view who);

// Each function below returns the change for receipts, or an empty one when nothing changed.

/// A team chooses by its own method: the next member in turn, or the one with the fewest open tickets.
Changes assign(DecisionBuilder& builder, Ticket& ticket, const Assignee& to, const Actor& actor, const Cause& why);
/// Notifies the assignee of before this decision who lost the ticket, unless they are the actor. `had`: a name, or empty.
void notify_former_assignee(DecisionBuilder& builder, const Ticket& ticket, const std::string& had, const Actor& actor);
Changes unassign(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const Cause& why);
Changes set_priority(DecisionBuilder& builder, Ticket& ticket, Priority priority, const Actor& actor, const Cause& why);
Changes set_category(DecisionBuilder& builder, Ticket& ticket, const std::string& category, const Actor& actor, const Cause& why);
/// nullptr clears the client.
Changes set_client(DecisionBuilder& builder, Ticket& ticket, const config::Client* client, const Actor& actor, const Cause& why);
Changes set_title(DecisionBuilder& builder, Ticket& ticket, std::string title, const Actor& actor, const Cause& why);
Changes add_watcher(DecisionBuilder& builder, Ticket& ticket, std::string_view address, const Actor& actor, const Cause& why);
Changes remove_watcher(DecisionBuilder& builder, Ticket& ticket, std::string_view address, const Actor& actor, const Cause& why);
/// Snoozes to the next full minute, so that the event's text is exact.
Changes snooze(DecisionBuilder& builder, Ticket& ticket, Instant until, const Actor& actor, const Cause& why);
/// Ends the snooze of a ticket that is snoozed.
void wake(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const Cause& why);
/// The template of that name, in the language of the ticket's client, else of the desk, else in any. nullptr: none.
[[nodiscard]] const config::TicketTemplate* template_for(const Directory& directory, const Ticket& ticket, std::string_view name);
Changes use_template(DecisionBuilder& builder, Ticket& ticket, const config::TicketTemplate& from, const Actor& actor,
                     const Cause& why);

}  // namespace workflow
