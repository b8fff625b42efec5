#pragma once

#include <string_view>

namespace mail {

/// True when two domains (lower case, ASCII) belong to one organisation: the same domain below a public suffix (RFC 7489
/// 3.2, "relaxed" alignment). A public suffix belongs to no organisation but itself.
[[nodiscard]] bool same_organisation(std::string_view a, std::string_view b);

}  // namespace mail
