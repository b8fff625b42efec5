#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/mime_scanner.hpp"

namespace mail {

/// Someone answers a meeting request with a button (RFC 5546 3.2.3).
[[nodiscard]] bool is_calendar_answer(const Scan& scan);

/// The person wrote more into such an answer than the button: a COMMENT (RFC 5546 3.2.3), or words in the text that are neither
/// the program's nor the meeting's. `message` must have its texts.
[[nodiscard]] bool has_own_words(const Scan& scan, const Message& message);

}  // namespace mail
