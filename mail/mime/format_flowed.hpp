#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Joins the soft lines of format=flowed (RFC 3676): a line that ends in a blank continues in the next line of the same quote
/// depth. `delete_space` (DelSp=yes) drops that blank. Lines end in LF.
[[nodiscard]] std::string unflow(std::string_view text, bool delete_space);

/// text/enriched without its commands (RFC 1896).
[[nodiscard]] std::string enriched_to_text(std::string_view text);

}  // namespace mail
