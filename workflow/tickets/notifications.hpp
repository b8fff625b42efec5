#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Who gets what. Every mail of a decision is ordered here, so that what must never be sent is refused in one place.
namespace workflow {

using Technicians = std::vector<const config::Technician*>;

/// Who of us hears of a ticket: its assignee, else its team, else all; and technicians who watch it. A technician who is its
/// requester is a client there.
[[nodiscard]] Technicians audience(const DecisionBuilder& builder, const Ticket& ticket);
[[nodiscard]] Technicians everybody(const DecisionBuilder& builder);

/// Orders a mail, unless it goes to ourselves, to nobody, to a suspended address, or twice about the same to one person.
void send(DecisionBuilder& builder, Notification notification);

/// `except`: who did it and need not be told, a technician's name.
void notify(DecisionBuilder& builder, const Ticket& ticket, const Technicians& whom, MailKind kind,
            std::optional<std::size_t> entry, const std::vector<std::string>& lines, std::string_view except);

/// Technicians who got no other news of the ticket get a notice that says why, with the text of `entry`. What is always to be
/// said goes into the other mail. Part of `DecisionBuilder::finish`.
void notify_rest(DecisionBuilder& builder, const Ticket& ticket, std::span<const LaterNotice> notices, std::string_view except,
                 std::optional<std::size_t> entry);

/// A public comment to requester and watchers, save its author. A watcher who is new in this decision sees later ones only.
/// `question`: the requester is asked whether it is solved. Returns the addresses written to.
std::vector<std::string> notify_clients(DecisionBuilder& builder, const Ticket& ticket, std::optional<std::size_t> entry,
                                        bool question, std::string_view except_address);

/// What commands did, or why they did nothing, to the technician's registered address. `ticket` may be nullptr. `answer` has its
/// kind, its lines and all that is its own.
void answer_technician(DecisionBuilder& builder, const config::Technician& technician, const Ticket* ticket, Notification answer);
/// The same with lines alone.
void answer_technician(DecisionBuilder& builder, const config::Technician& technician, MailKind kind, const Ticket* ticket,
                       std::vector<std::string> lines);

/// "Your mail is ticket N", when the acknowledgement limits of [limits] allow one; the decision records the reason either way.
void acknowledge(DecisionBuilder& builder, const Ticket& ticket, const InboundMail& inbound, const SenderIdentity& identity);
/// The same for a ticket that we opened for somebody ourselves.
void acknowledge_request(DecisionBuilder& builder, const Ticket& ticket);

/// `closes_at`: it is the last time, and when the ticket will be closed.
void remind(DecisionBuilder& builder, const Ticket& ticket, std::optional<Instant> closes_at);
/// To the admin. `kind`: trouble, for what the configuration does and nobody can want; escalation, for what nobody else is there
/// to hear.
void notify_admin(DecisionBuilder& builder, const Ticket& ticket, MailKind kind, std::string line);
/// To the requester: it takes longer than was promised.
void notify_of_delay(DecisionBuilder& builder, const Ticket& ticket);
void ask_about_timer(DecisionBuilder& builder, const Ticket& ticket, const config::Technician& technician, std::string line);

}  // namespace workflow
