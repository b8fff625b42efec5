#pragma once

#include "mail/reply/html_lines.hpp"
#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace mail::reply {

/// What the passes over the end of a text may take.
struct ClosingRules {
    bool answers = false;                  // the mail answers another: a quote at the end goes without an attribution, too
    std::size_t stop = 0;                  // the end of the text, or where an earlier or a forwarded mail begins
    std::span<const std::size_t> mixed{};  // lines on which an attribution stands behind the person's words, ascending
};

/// Marks what stands at the end of the text before `rules.stop` and is not the person's: signatures by two signs ("-- " and a
/// short block at the end), a line that is a device's as a whole and stands alone, notices that open as one and speak of what
/// notices speak of, the footers of lists, and the quote above all these. A greeting below a quote stays, and the quote goes.
[[nodiscard]] LineKinds mark_closings(const Lines& lines, LineKinds kinds, const HtmlLines& html, const ClosingRules& rules);

/// The line from which on there is nothing but signatures, notices and lines of devices; the number of lines when there is none,
/// or when nothing else stands before it.
[[nodiscard]] std::size_t closing_start(const LineKinds& kinds);

}  // namespace mail::reply
