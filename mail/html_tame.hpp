#pragma once

#include <string>
#include <string_view>

namespace mail {

/// HTML that a tree parser can read in linear time and bounded memory: comments, scripts and styles are gone, nesting is capped,
/// huge tags lose their attributes, and past a number of tags the rest is plain text with line breaks.
[[nodiscard]] std::string tame_html(std::string_view html);

}  // namespace mail
