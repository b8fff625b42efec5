#pragma once

#include <string>
#include <string_view>

namespace mail {

struct TamedHtml {
    std::string html;
    bool deep = false;     // elements past the deepest were left out; their text was not
    bool crowded = false;  // past the most tags; the rest is plain text
};

/// HTML that a tree parser can read in linear time and bounded memory: comments, scripts and styles are gone, nesting is capped,
/// huge tags lose their attributes, and past a number of tags the rest is plain text with line breaks.
[[nodiscard]] TamedHtml tame_html(std::string_view html);

}  // namespace mail
