#pragma once

#include <string_view>

namespace mail {

/// True when two domains (lower case, ASCII) belong to one organisation: they have the same domain below a public
/// suffix (RFC 7489 3.2, "relaxed" alignment). A public suffix is aligned only with itself.
[[nodiscard]] bool same_organisation(std::string_view a, std::string_view b);

}  // namespace mail
