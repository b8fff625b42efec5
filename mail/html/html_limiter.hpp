#pragma once

#include <string>
#include <string_view>

namespace mail {

struct TamedHtml {
    std::string html;
    bool deep = false;     // tags nested past the cap were dropped; their text stays
    bool crowded = false;  // past the cap on tags the rest became plain text
};

/// Rewrites HTML so that a tree parser reads it in linear time and bounded memory. Removes comments, scripts and styles, caps
/// nesting, strips the attributes of huge tags, and turns everything past a number of tags into plain text with line breaks.
[[nodiscard]] TamedHtml tame_html(std::string_view html);

}  // namespace mail
