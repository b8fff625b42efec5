#pragma once

#include "mail/message/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// True when DMARC passed for `from_domain` at the first seal of a forwarder's ARC chain (RFC 8617), and every later sealer is
/// among `sealers`. Does not verify the seals: call it only for a mail for which one of our own servers wrote arc=pass.
[[nodiscard]] bool arc_tells_dmarc_pass(const Message& message, const std::vector<std::string>& sealers,
                                        std::string_view from_domain);

}  // namespace mail
