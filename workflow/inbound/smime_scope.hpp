#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

#include <optional>

// An S/MIME signature proves the author of the part that it covers. Anybody can have written an unsigned subject, the recipient
// address and the header, so the ticket number and the commands must be inside the signed part.
namespace workflow {

/// The ticket that a mail names inside its signed part: in the signed Subject, or as "[#12]" at the top of the text.
[[nodiscard]] std::optional<TicketId> signed_ticket(const InboundMail& inbound);

/// Reduces a mail with a technician's S/MIME signature to what the signature covers. Removes the signature from the evidence,
/// with the reason, when it does not cover the ticket number or the commands, or was seen before. nullopt: the mail has no
/// signature.
[[nodiscard]] std::optional<InboundMail> as_signed(const Directory& directory, const Snapshot& snapshot,
                                                   const InboundMail& inbound);

}  // namespace workflow
