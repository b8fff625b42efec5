#pragma once

#include <gumbo.h>

namespace mail {

/// The element is one in which mail programs put the sender's signature and nothing else.
[[nodiscard]] bool marks_signature(const GumboElement& element);

/// The element is one in which mail programs put the line "On … wrote:".
[[nodiscard]] bool marks_attribution(const GumboElement& element);

/// The element holds the earlier mail, or only the earlier mail follows it.
[[nodiscard]] bool marks_rest(const GumboElement& element);

}  // namespace mail
