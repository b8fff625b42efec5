#pragma once

#include <string>
#include <string_view>

namespace mail {

/// Decodes the encoded words (RFC 2047) of a header value to one line of UTF-8 without controls. Accepts what clients accept:
/// words inside quotes, without blanks around them, with blanks inside, characters split between words, unpadded base64.
[[nodiscard]] std::string decode_words(std::string_view value);

/// The length of the whole encoded word that `text` starts with; 0: it starts with none. One with blanks inside holds no address.
[[nodiscard]] std::size_t encoded_word_length(std::string_view text);

/// The value on one line: each fold becomes one blank (RFC 5322 2.2.3), bytes stay unchanged.
[[nodiscard]] std::string unfold(std::string_view value);

}  // namespace mail
