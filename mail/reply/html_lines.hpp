#pragma once

#include "mail/html/quote_mark.hpp"
#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace mail::reply {

/// Lines from `from` to before `to`.
struct LineRange {
    std::size_t from = 0;
    std::size_t to = 0;
};

/// The lines that the HTML names, ascending.
struct HtmlLines {
    std::vector<std::size_t> attribution;
    std::vector<std::size_t> rest;  // here the earlier mail starts
    std::vector<LineRange> signature;
};

/// Each mark at the first line that starts at it or behind it. A mark behind the last line's start is dropped.
[[nodiscard]] HtmlLines lines_of_marks(const Lines& lines, std::span<const QuoteMark> marks);

}  // namespace mail::reply
