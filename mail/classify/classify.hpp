#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/mime_scanner.hpp"

namespace mail {

/// What wrote the mail. Reads the header and the form of the parts; `message` has its values, bounce and hops already.
[[nodiscard]] Kind classify(const Scan& scan, const Message& message, int max_hops);

/// An emoji answer: a part with Content-Disposition: reaction (RFC 9078), or Gmail's own form of it. Needs `message`'s
/// In-Reply-To.
[[nodiscard]] bool is_reaction(const Scan& scan, const Message& message);

}  // namespace mail
