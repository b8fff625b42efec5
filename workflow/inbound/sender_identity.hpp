#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/directory.hpp"

namespace workflow {

/// Who the headers of a mail name as its writer; a claim, not a proof. A mailing list that writes its own address into From
/// leaves the writer's in X-Original-From or Reply-To.
struct SenderClaim {
    std::string address;  // normalised; empty: no usable From
    std::string written;  // the same as it is to be written to
    std::string name;
    bool rewritten = false;  // taken from behind a list's From
    bool ambiguous = false;  // several From: no identity at all (RFC 5322 3.6.2)
};
[[nodiscard]] SenderClaim sender_claim(const InboundMail& inbound);

/// How far the sender's identity is proven. `ticket` is the one that the mail belongs to; nullptr: a new ticket.
[[nodiscard]] SenderIdentity identify_sender(const Directory& directory, const InboundMail& inbound, const Ticket* ticket);

/// True when the mail came to an address with a token of this purpose, for this ticket.
[[nodiscard]] bool has_token(const InboundMail& inbound, mail::Purpose purpose, TicketId ticket);

}  // namespace workflow
