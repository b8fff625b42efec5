#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <string_view>

// What may be changed on a ticket besides its status: each change keeps what hangs on it in step and tells the story.
namespace workflow {

/// Whom a ticket goes to: one person, or a team.
struct Assignee {
    const config::Technician* technician = nullptr;
    const config::Team* team = nullptr;
};
/// A technician by name, address, alias or unique beginning of the name; a team by name or as "team:network".
/// permanent: nobody or several; the sentence says who was perhaps meant.
[[nodiscard]] config::Result<Assignee> find_assignee(const Directory& directory, std::string_view who);

/// Every function returns what changed, "priority medium → high", for receipts; an empty string when nothing did.

/// A team takes it by its own way: the next member in turn, or the one with the fewest open tickets.
std::string assign(DecisionBuilder& builder, Ticket& ticket, const Assignee& to, const Actor& actor, std::string_view why);
/// Whoever had the ticket before this decision and has it no more is told, unless they did it themselves. `had`: a name, or
/// empty.
void notify_former_assignee(DecisionBuilder& builder, const Ticket& ticket, const std::string& had, const Actor& actor);
std::string unassign(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view why);
std::string set_priority(DecisionBuilder& builder, Ticket& ticket, Priority priority, const Actor& actor, std::string_view why);
std::string set_category(DecisionBuilder& builder, Ticket& ticket, const std::string& category, const Actor& actor,
                         std::string_view why);
/// nullptr: no client is known any more.
std::string set_client(DecisionBuilder& builder, Ticket& ticket, const config::Client* client, const Actor& actor,
                       std::string_view why);
std::string set_title(DecisionBuilder& builder, Ticket& ticket, std::string title, const Actor& actor, std::string_view why);
std::string add_watcher(DecisionBuilder& builder, Ticket& ticket, std::string_view address, const Actor& actor,
                        std::string_view why);
std::string remove_watcher(DecisionBuilder& builder, Ticket& ticket, std::string_view address, const Actor& actor,
                           std::string_view why);
/// To the next full minute: what the story says is what counts.
std::string snooze(DecisionBuilder& builder, Ticket& ticket, Instant until, const Actor& actor, std::string_view why);
/// Ends the snooze of a ticket that is snoozed.
void wake(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view why);
/// What a ticket begins with, for the line of its story that says so: its title, and whom it is for.
[[nodiscard]] std::string headline(const Ticket& ticket);
/// The template of that name, in the language of the ticket's client, else of the desk, else in any. nullptr: none.
[[nodiscard]] const config::TicketTemplate* template_for(const Directory& directory, const Ticket& ticket, std::string_view name);
std::string use_template(DecisionBuilder& builder, Ticket& ticket, const config::TicketTemplate& from, const Actor& actor,
                         std::string_view why);

}  // namespace workflow
