#pragma once

#include <string>
#include <string_view>

namespace mail {

/// The converter's name for a label: lower case, with the aliases of mail and of programming languages, databases and code pages
/// resolved ("ks_c_5601-1987" is "windows-949", "WE8ISO8859P15" is "iso-8859-15"). An unknown label stays as it is.
[[nodiscard]] std::string canonical_charset(std::string_view label);

}  // namespace mail
