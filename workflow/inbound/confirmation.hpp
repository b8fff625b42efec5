#pragma once

#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <vector>

// Commands that need more proof than their mail carries wait for a yes from the technician's registered address.
namespace workflow {

/// How long a confirmation may be answered. The number of questions is limited, because strangers can cause them.
inline constexpr std::chrono::minutes held_for{30};
/// How long an expired confirmation is remembered, so that a late yes gets an answer.
inline constexpr std::chrono::hours held_known_for{24 * 30};
inline constexpr int max_pending = 3;
inline constexpr int max_asked_hourly = 10;

/// True when one of the commands requires the level `confirmed`.
[[nodiscard]] bool needs_confirmation(const DecisionBuilder& builder, const Ticket& ticket, const std::vector<Command>& commands,
                                      const std::string& actor);

/// Holds `commands` and asks `technician` at the registered address whether to run them; `lines` describe their origin.
/// Refused: too many questions are open, or the commands do not fit into a single question. The commands are then dropped.
[[nodiscard]] Result<void> hold(DecisionBuilder& builder, const MailContext& context, const Ticket& ticket,
                                const config::Technician& technician, const std::vector<Command>& commands,
                                std::vector<Sentence> lines);

/// Handles a mail to a confirmation address. Such a mail opens no ticket and publishes nothing. False: it is some other kind of
/// mail.
bool answers_confirmation(DecisionBuilder& builder, const InboundMail& inbound);

}  // namespace workflow
