#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/inbound/sender_claim.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/sender.hpp"
#include "workflow/model/directory.hpp"

namespace workflow {

/// How far the sender's identity is proven. `ticket` is the one that the mail belongs to; nullptr: a new ticket.
[[nodiscard]] SenderIdentity identify_sender(const Directory& directory, const InboundMail& inbound, const Ticket* ticket);

/// True when the mail was sent to an address with a token of this purpose for this ticket.
[[nodiscard]] bool has_token(const InboundMail& inbound, mail::Purpose purpose, TicketId ticket);

}  // namespace workflow
