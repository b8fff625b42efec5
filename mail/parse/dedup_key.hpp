#pragma once

#include <string>
#include <string_view>

namespace mail {

/// The key under which two arrivals are the same mail: hex SHA-256 over Message-ID and the hash of From, Date, Subject and
/// body, line ends and trailing blank lines folded so that every route gives the same.
[[nodiscard]] std::string dedup_key(std::string_view raw);

}  // namespace mail
