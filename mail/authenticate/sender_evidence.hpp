#pragma once

#include "config/config.hpp"
#include "mail/authenticate/dkim_verify.hpp"
#include "mail/message/envelope.hpp"
#include "mail/message/evidence.hpp"
#include "mail/message/message.hpp"
#include "mail/crypto/token.hpp"

#include <vector>

namespace mail {

/// The proofs of a mail's sender from its envelope and headers.
struct SenderEvidence {
    Evidence evidence;
    std::vector<config::TicketId> own_ids;  // tickets of our signed Message-IDs in In-Reply-To and References
    bool own_loop = false;                  // has our loop header with a valid HMAC
    /// Signatures that we must check ourselves, because no trusted header reports on them and nothing else proves alignment.
    std::vector<DkimCandidate> unchecked;
};

/// Reads reply tokens (from envelope recipients, Delivered-To, To and Cc at desk addresses), trusted
/// Authentication-Results (RFC 8601) and SMTP AUTH. A field is trusted when a trusted peer delivered the mail, the
/// authserv-id is exactly ours, and the field is above the first Received that our hosts did not write (README.md).
[[nodiscard]] SenderEvidence gather_evidence(const config::Config& config, const KeyRing& keys, const Envelope& envelope,
                                             const Message& message, config::Instant now);

}  // namespace mail
