#pragma once

#include "mail/message/message.hpp"
#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <string_view>

namespace mail::reply {

/// The subject behind the tags that lists and gateways set in front of it: "Fw: Error" of "[it-all] Fw: Error".
[[nodiscard]] std::string_view behind_tags(std::string_view subject);

/// The sender, the subject and the text of the mail that is forwarded from line `start` on, and the senders of those that were
/// forwarded inside it. `subject` is the subject of the mail around it.
[[nodiscard]] Forwarded read_forwarded(const Lines& lines, const LineKinds& kinds, std::size_t start, std::string_view subject);

}  // namespace mail::reply
