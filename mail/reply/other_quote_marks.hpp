#pragma once

#include "mail/reply/attribution_lines.hpp"
#include "mail/reply/reply_lines.hpp"

#include <vector>

namespace mail::reply {

/// Marks as quoted the lines with another mark than `>`: "# ", "| ", ") ", "NS> ", "    Kim> ", a tab, an indent. A mark counts
/// by two signs: it begins the first line below an attribution, and each line that goes has it.
[[nodiscard]] LineKinds mark_other_quotes(const Lines& lines, LineKinds kinds, const std::vector<Attribution>& attributions);

/// Marks as quoted a line without a mark that ends the long link of the quoted line above it.
[[nodiscard]] LineKinds mark_wrapped_links(const UnquotedLines& lines, LineKinds kinds);

}  // namespace mail::reply
