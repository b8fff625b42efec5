#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/mime_scanner.hpp"

namespace mail {

/// The kind of the mail's author, by header and form of the parts. `message` must have its header values, bounce and hops.
[[nodiscard]] Kind classify(const Scan& scan, const Message& message, int max_hops);

/// True for an emoji reaction: a part with Content-Disposition: reaction (RFC 9078), or Gmail's own form. Needs In-Reply-To of
/// `message`.
[[nodiscard]] bool is_reaction(const Scan& scan, const Message& message);

}  // namespace mail
