#pragma once

#include "mail/html/quote_mark.hpp"
#include "mail/reply/header_block.hpp"
#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace mail::reply {

/// The lines that the HTML names, ascending.
struct HtmlLines {
    std::vector<std::size_t> attribution;
    std::vector<std::size_t> rest;  // here the earlier mail starts
    std::vector<std::size_t> signature;
};

/// Each mark at the first line that starts at it or behind it. A mark behind the last line's start is dropped.
[[nodiscard]] HtmlLines lines_of_marks(const Lines& lines, std::span<const QuoteMark> marks);

/// Finds where a whole earlier mail starts, which bears no quote marks, or a forwarded one. `answers`: the mail is an answer.
[[nodiscard]] Bounds find_earlier_mail(const Lines& lines, const LineKinds& kinds, const std::vector<HeaderBlock>& blocks,
                                       const HtmlLines& html, std::string_view subject, bool answers);

}  // namespace mail::reply
