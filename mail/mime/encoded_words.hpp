#pragma once

#include <string>
#include <string_view>

namespace mail {

/// A header value with its encoded words (RFC 2047) decoded, as one line of UTF-8 without controls. Lenient where clients are:
/// words inside quotes, without blanks around them, with blanks in them, characters split between words, unpadded base64.
[[nodiscard]] std::string decode_words(std::string_view value);

/// The value on one line: folds become one blank each (RFC 5322 2.2.3), bytes as they are.
[[nodiscard]] std::string unfold(std::string_view value);

}  // namespace mail
