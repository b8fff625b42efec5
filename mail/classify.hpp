#pragma once

#include "mail/message.hpp"
#include "mail/scan.hpp"

namespace mail {

/// What wrote the mail. Reads the header and the form of the parts; `message` has its values, bounce and hops already.
[[nodiscard]] Kind classify(const Scan& scan, const Message& message, int most_hops);

/// An emoji answer (RFC 9078): a part with Content-Disposition: reaction.
[[nodiscard]] bool is_reaction(const Scan& scan);

}  // namespace mail
