#pragma once

#include "workflow/inbound/mail_context.hpp"
#include "workflow/tickets/decision_builder.hpp"

#include <string>
#include <vector>

// Commands that need more proof than their mail carries wait for a yes from the technician's registered address.
namespace workflow {

/// How long a yes is waited for, and how many questions one technician gets: strangers can cause them.
inline constexpr std::chrono::minutes held_for{30};
/// How long the desk knows what was asked: who says yes too late is told so.
inline constexpr std::chrono::hours held_known_for{24 * 30};
inline constexpr int max_pending = 3;
inline constexpr int max_asked_hourly = 10;

/// True when one of these may only be done by somebody who is `confirmed`.
[[nodiscard]] bool needs_confirmation(const DecisionBuilder& builder, const Ticket& ticket, const std::vector<Command>& commands,
                                      const std::string& actor);

/// Keeps `commands` for `technician` and asks at the registered address whether to run them; `lines` say how they came.
/// permanent: enough was asked already, or the question cannot say them; they are dropped.
[[nodiscard]] config::Result<void> hold(DecisionBuilder& builder, const MailContext& context, const Ticket& ticket,
                                        const config::Technician& technician, const std::vector<Command>& commands,
                                        std::vector<std::string> lines);

/// A mail to an address that was made for a yes. False: the mail is none. It opens no ticket and publishes nothing, whatever
/// stands in it.
bool answers_confirmation(DecisionBuilder& builder, const InboundMail& inbound);

}  // namespace workflow
