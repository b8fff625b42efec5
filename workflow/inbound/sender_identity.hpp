#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/model/directory.hpp"

namespace workflow {

/// The author that a mail's headers claim, without proof. When a mailing list writes its own address into From, the author's is
/// in X-Original-From or Reply-To.
struct SenderClaim {
    std::string address;  // normalised; empty: no usable From
    std::string written;  // the same address in the form for sending
    std::string name;
    bool rewritten = false;  // a list replaced the From; the address comes from another field
    bool ambiguous = false;  // several From addresses, so no identity (RFC 5322 3.6.2)
};
[[nodiscard]] SenderClaim sender_claim(const InboundMail& inbound);

/// How far the sender's identity is proven. `ticket` is the one that the mail belongs to; nullptr: a new ticket.
[[nodiscard]] SenderIdentity identify_sender(const Directory& directory, const InboundMail& inbound, const Ticket* ticket);

/// True when the mail was sent to an address with a token of this purpose for this ticket.
[[nodiscard]] bool has_token(const InboundMail& inbound, mail::Purpose purpose, TicketId ticket);

}  // namespace workflow
