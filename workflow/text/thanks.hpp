#pragma once

#include <string_view>

namespace workflow::text {

/// True when a text of at most 300 bytes only thanks, in one of some forty languages, or only reacts: each word is one of thanks
/// or courtesy, the sender's name, or an emoji. What asks, denies or tells anything else is more than thanks.
[[nodiscard]] bool is_bare_thanks(std::string_view text, std::string_view name);

}  // namespace workflow::text
