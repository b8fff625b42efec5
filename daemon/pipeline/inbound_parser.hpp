#pragma once

#include "daemon/core/runtime.hpp"
#include "mail/authenticate/dkim_verify.hpp"
#include "mail/message/envelope.hpp"
#include "workflow/model/decision.hpp"

#include <string_view>
#include <vector>

namespace ticketd {

/// A mail as read, and what may still show who sent it.
struct ParsedMail {
    workflow::InboundMail inbound;
    std::vector<mail::DkimCandidate> unchecked;  // signatures, once their keys are there
};

/// Reads one mail: parse, then the evidence. Heavy: run it on the pool.
[[nodiscard]] ParsedMail parse_inbound(const Runtime& runtime, config::InboxId inbox, mail::Envelope envelope,
                                       std::string_view raw, config::Instant now);

/// A good signature aligns the mail's domain. Heavy: run it on the pool.
void check_signatures(const mail::DkimVerifier& verifier, const mail::DkimKeys& keys, std::string_view raw, ParsedMail& mail);

/// Finds the address each token was made for, among the technicians and the ticket's requester and watchers: a token
/// holds only a hash of it.
void resolve_parties(const Runtime& runtime, const workflow::Snapshot& snapshot, workflow::InboundMail& inbound);

}  // namespace ticketd
