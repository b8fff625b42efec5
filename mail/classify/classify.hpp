#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/mime_scanner.hpp"

namespace mail {

/// The kind of the mail's author, by header, form of the parts and words. `message` must have its header values, texts, bounce
/// and hops.
[[nodiscard]] Kind classify(const Scan& scan, const Message& message, int max_hops);

/// True for an emoji reaction: a part with Content-Disposition: reaction (RFC 9078), Gmail's own form, or the text that
/// Outlook writes. Needs In-Reply-To and text of `message`.
[[nodiscard]] bool is_reaction(const Scan& scan, const Message& message);

}  // namespace mail
