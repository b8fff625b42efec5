#pragma once

#include "workflow/model/decision.hpp"
#include "workflow/model/directory.hpp"

#include <optional>

// An S/MIME signature proves the author of the part that it covers. Anybody can have written an unsigned subject, the recipient
// address and the header, so the ticket number and the commands must be inside the signed part.
namespace workflow {

/// The ticket that a signed mail names inside of what is signed: in its signed Subject, or as "[#12]" at the top of its text.
[[nodiscard]] std::optional<TicketId> signed_ticket(const InboundMail& inbound);

/// A mail with a technician's S/MIME signature as that signature lets it be read. The signature is taken out of the evidence, and
/// why is told, when its ticket or its commands are not covered or when it came before. nullopt: the mail has none.
[[nodiscard]] std::optional<InboundMail> as_signed(const Directory& directory, const Snapshot& snapshot,
                                                   const InboundMail& inbound);

}  // namespace workflow
