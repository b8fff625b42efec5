#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// The mail inside an S/MIME message of type signed-data (RFC 8551 3.5.2). Does not check the signature; authenticate/smime does.
/// nullopt: not such a message (encrypted, compressed, damaged).
[[nodiscard]] std::optional<std::string> signed_content(std::string_view der);

}  // namespace mail
