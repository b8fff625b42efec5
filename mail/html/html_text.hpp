#pragma once

#include "mail/html/quote_mark.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

struct HtmlText {
    std::string text;              // lines ended by LF, none longer than its paragraph
    std::vector<QuoteMark> marks;  // where mail clients say that the quoted mail starts
    bool deep = false;             // nested past the cap; read flat from there on
    bool crowded = false;          // past the cap of tags; read as plain text from there on
};

/// What a reader sees of a mail's HTML, as text: lists, tables, links with their target, blockquotes as `> `. Scripts, styles,
/// hidden and preheader text are left out. Time and memory follow the size, however deep the tags are.
[[nodiscard]] HtmlText html_to_text(std::string_view html);

}  // namespace mail
