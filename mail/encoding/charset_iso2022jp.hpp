#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// ISO-2022-JP (RFC 1468, with the vendor characters and half-width katakana that senders use) as windows-31j bytes. nullopt: the
/// text uses a set that windows-31j lacks (JIS X 0212, 0213, sets of other countries).
[[nodiscard]] std::optional<std::string> iso2022jp_to_windows31j(std::string_view bytes);

}  // namespace mail
