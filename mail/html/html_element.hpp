#pragma once

#include <gumbo.h>
#include <string>
#include <string_view>

namespace mail {

/// The value of an attribute; empty when the element does not have it.
[[nodiscard]] std::string_view attribute(const GumboElement& element, const char* name);

[[nodiscard]] bool has_attribute(const GumboElement& element, const char* name);

/// One of the words in a class attribute, also with the `x_` that Outlook puts in front.
[[nodiscard]] bool has_class(std::string_view classes, std::string_view wanted);

/// A style without blanks, in lower case: "display:none;color:red".
[[nodiscard]] std::string squashed_style(std::string_view style);

}  // namespace mail
