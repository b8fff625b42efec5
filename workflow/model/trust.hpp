#pragma once

#include <string>
#include <string_view>

namespace workflow {

/// The degree to which a sender's identity is proven (mail/authenticate/README.md). Stored with each entry; ordered
/// from the weakest.
enum class Trust { claimed, participant, technician, confirmed };

[[nodiscard]] std::string_view to_string(Trust trust);
[[nodiscard]] Trust parse_trust(std::string_view word);  // an unknown word counts as claimed

}  // namespace workflow
