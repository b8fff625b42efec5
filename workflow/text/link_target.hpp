#pragma once

#include <string>
#include <string_view>

namespace workflow::text {

/// Where a link leads, for comparison: without scheme, fragment and the punctuation behind it, its host in lower case. A link
/// that a gateway rewrote (Safelinks, urldefense v2 and v3, any link with a link in a parameter or in its path) is the original
/// one again.
[[nodiscard]] std::string link_target(std::string_view link);

}  // namespace workflow::text
