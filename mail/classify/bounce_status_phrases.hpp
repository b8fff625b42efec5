#pragma once

#include <string_view>

namespace mail::bounce_words {

/// The enhanced status (RFC 3463) that a reason in words means: "user unknown" is 5.1.1; empty: no known reason.
[[nodiscard]] std::string_view status_in_words(std::string_view lower);

}  // namespace mail::bounce_words
