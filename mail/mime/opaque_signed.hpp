#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// The mail inside an S/MIME message of type signed-data (RFC 8551 3.5.2), its signature not looked at: whether it holds is for
/// evidence to say. nullopt: these bytes are no such message (encrypted, compressed, damaged).
[[nodiscard]] std::optional<std::string> signed_content(std::string_view der);

}  // namespace mail
