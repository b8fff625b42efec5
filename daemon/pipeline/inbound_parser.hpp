#pragma once

#include "daemon/core/runtime.hpp"
#include "mail/authenticate/dkim_verify.hpp"
#include "mail/message/envelope.hpp"
#include "workflow/model/decision.hpp"

#include <string_view>
#include <vector>

namespace ticketd {

/// A parsed mail and those of its signatures that may still prove its sender.
struct ParsedMail {
    workflow::InboundMail inbound;
    std::vector<mail::DkimCandidate> unchecked;  // to be checked when their keys have been fetched
};

/// Parses one mail and gathers its evidence. Expensive: run it on the pool.
[[nodiscard]] ParsedMail parse_inbound(const Runtime& runtime, config::InboxId inbox, mail::Envelope envelope,
                                       std::string_view raw, config::Instant now);

/// Checks the mail's signatures. A valid one makes its domain aligned. Expensive: run it on the pool.
void check_signatures(const mail::DkimVerifier& verifier, const mail::DkimKeys& keys, std::string_view raw, ParsedMail& mail);

/// Finds the address for which each token was made, among the technicians and the ticket's requester and watchers. A
/// token contains only a hash of the address.
void resolve_parties(const Runtime& runtime, const workflow::Snapshot& snapshot, workflow::InboundMail& inbound);

}  // namespace ticketd
