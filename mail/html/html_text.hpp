#pragma once

#include "mail/html/quote_mark.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct HtmlText {
    std::string text;              // lines end in LF; one line per paragraph
    std::vector<QuoteMark> marks;  // places that the HTML marks as the start of the quoted mail
    bool deep = false;             // nested past the cap; deeper tags were ignored
    bool crowded = false;          // past the cap on tags; the rest was read as plain text
};

/// The visible part of a mail's HTML as text: lists, tables, links with their target, blockquotes as `> `. Leaves out scripts,
/// styles, hidden and preheader text. Time and memory are linear in the size, however deep the tags are.
[[nodiscard]] HtmlText html_to_text(std::string_view html);

}  // namespace mail
