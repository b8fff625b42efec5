#pragma once

#include "mail/message/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// What the chain of a forwarder's seals (RFC 8617) tells of the mail's sender before it was forwarded: true when DMARC passed
/// for `from_domain` where the chain begins, and every one who sealed since is among `sealers`. Whether the seals hold is not
/// looked at: only for a mail of which one of our own servers wrote arc=pass.
[[nodiscard]] bool arc_tells_dmarc_pass(const Message& message, const std::vector<std::string>& sealers,
                                        std::string_view from_domain);

}  // namespace mail
