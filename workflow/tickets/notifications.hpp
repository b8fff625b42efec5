#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Adds the notifications of a decision. All of them pass one gate, which refuses mails that must never be sent.
namespace workflow {

using Technicians = std::vector<const config::Technician*>;

/// The technicians who are notified of a ticket: its assignee, else its team, else all, and those who watch it. A technician who
/// is its requester counts as a client.
[[nodiscard]] Technicians audience(const DecisionBuilder& builder, const Ticket& ticket);
[[nodiscard]] Technicians everybody(const DecisionBuilder& builder);

/// Orders a mail, unless it goes to ourselves, to nobody, to a suspended address, or twice about the same to one person.
void send(DecisionBuilder& builder, Notification notification);

/// `except`: who did it and need not be told, a technician's name.
void notify(DecisionBuilder& builder, const Ticket& ticket, const Technicians& whom, MailKind kind,
            std::optional<std::size_t> entry, const std::vector<Sentence>& lines, std::string_view except);

/// Technicians who got no other news of the ticket get a notice that says why, with the text of `entry`. What is always to be
/// said goes into the other mail. Part of `DecisionBuilder::finish`.
void notify_rest(DecisionBuilder& builder, const Ticket& ticket, std::span<const LaterNotice> notices, std::string_view except,
                 std::optional<std::size_t> entry);

/// Sends a public comment to requester and watchers, except its author. Watchers who are new in this decision get later ones
/// only. With `question` the requester is asked whether the ticket is solved. Returns the recipients.
std::vector<std::string> notify_clients(DecisionBuilder& builder, const Ticket& ticket, std::optional<std::size_t> entry,
                                        bool question, std::string_view except_address);

/// What commands did, or why they did nothing, to the technician's registered address. `ticket` may be nullptr. `answer` has its
/// kind, its lines and all that is its own.
void answer_technician(DecisionBuilder& builder, const config::Technician& technician, const Ticket* ticket, Notification answer);
/// The same with lines alone.
void answer_technician(DecisionBuilder& builder, const config::Technician& technician, MailKind kind, const Ticket* ticket,
                       std::vector<Sentence> lines);

/// "Your mail is ticket N", when the acknowledgement limits of [limits] allow one; the decision records the reason either way.
void acknowledge(DecisionBuilder& builder, const Ticket& ticket, const InboundMail& inbound, const SenderIdentity& identity);
/// The same for a ticket that an admin opened for the requester.
void acknowledge_request(DecisionBuilder& builder, const Ticket& ticket);

/// Reminds the requester. `closes_at` is set in the last reminder: when the ticket will be closed.
void remind(DecisionBuilder& builder, const Ticket& ticket, std::optional<Instant> closes_at);
/// Notifies the admin. `kind` is trouble for an unintended effect of the config, escalation when everybody else is away.
void notify_admin(DecisionBuilder& builder, const Ticket& ticket, MailKind kind, Sentence line);
/// Tells the requester that the ticket takes longer than promised.
void notify_of_delay(DecisionBuilder& builder, const Ticket& ticket);
void ask_about_timer(DecisionBuilder& builder, const Ticket& ticket, const config::Technician& technician, Sentence line);

}  // namespace workflow
