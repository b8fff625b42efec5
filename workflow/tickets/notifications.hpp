#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <string>
#include <vector>

// Who gets what. Every mail of a decision is ordered here, so that what must never be sent is refused in one place.
namespace workflow {

using Technicians = std::vector<const config::Technician*>;

/// Who of us hears of a ticket: its assignee, else its team, else all; and technicians who watch it. A technician who is its
/// requester is a client there.
[[nodiscard]] Technicians audience(const Work& work, const Ticket& ticket);
[[nodiscard]] Technicians everybody(const Work& work);

/// `except`: who did it and need not be told, a technician's name.
void tell(Work& work, const Ticket& ticket, const Technicians& whom, MailKind kind, std::optional<std::size_t> entry,
          const std::vector<std::string>& lines, std::string_view except);

/// Everybody of `work.also_tell` who got no other news of the ticket gets a notice that says why, with the text of `entry`. What
/// is always to be said goes into the other mail.
void tell_rest(Work& work, const Ticket& ticket, std::string_view except, std::optional<std::size_t> entry = {});

/// A public comment to requester and watchers, save its author. A watcher who is new in this decision sees later ones only.
/// `question`: the requester is asked whether it is solved. Returns the addresses written to.
std::vector<std::string> tell_clients(Work& work, const Ticket& ticket, std::optional<std::size_t> entry, bool question,
                                      std::string_view except_address);

/// What commands did, or why they did nothing, to the technician's registered address. `ticket` may be nullptr.
void answer_technician(Work& work, const config::Technician& technician, MailKind kind, const Ticket* ticket,
                       std::vector<std::string> lines);

/// "Your mail is ticket N", when DESIGN section 8 allows one; the reason is kept either way.
void acknowledge(Work& work, const Ticket& ticket, const Arrival& arrival, const Speaker& speaker);
/// The same for a ticket that we opened for somebody ourselves.
void acknowledge_order(Work& work, const Ticket& ticket);

/// `closes_at`: it is the last time, and when the ticket will be closed.
void remind(Work& work, const Ticket& ticket, std::optional<Instant> closes_at);
/// To the admin. `kind`: trouble, for what the configuration does and nobody can want; escalation, for what nobody else is there
/// to hear.
void tell_admin(Work& work, const Ticket& ticket, MailKind kind, std::string line);
/// To the requester: it takes longer than was promised.
void tell_of_delay(Work& work, const Ticket& ticket);
void ask_about_timer(Work& work, const Ticket& ticket, const config::Technician& technician, std::string line);

}  // namespace workflow
