#pragma once

#include <cstddef>
#include <string_view>

namespace mail {

/// Where the text begins below what a mail gateway set on top of it: "CAUTION: This email originated from outside of the
/// organization. Do not click …", "[EXTERNAL EMAIL]", with the rules around it. 0: no such banner is there, or nothing stands
/// below it. A line in doubt is the writer's. Takes time linear in the first 2,000 bytes.
[[nodiscard]] std::size_t gateway_banner_end(std::string_view text);

}  // namespace mail
