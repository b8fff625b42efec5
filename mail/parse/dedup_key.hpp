#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Two arrivals with the same key are the same mail. Hex SHA-256 over Message-ID and the hash of From, Date, Subject and body.
/// Line ends and trailing blank lines are normalised, so that every route gives the same key.
[[nodiscard]] std::string dedup_key(std::string_view raw);

}  // namespace mail
