#pragma once

#include "mail/reply/reply_lines.hpp"

namespace mail::reply {

/// Marks as cut the warning that a gateway set above the first words: a first paragraph of a few lines that opens as a warning
/// and says that the mail came from outside. Nothing goes when no other words follow.
[[nodiscard]] LineKinds mark_banner(const Lines& lines, LineKinds kinds);

}  // namespace mail::reply
