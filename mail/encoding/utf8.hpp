#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mail::utf8 {

/// Appends a code point, or U+FFFD for an invalid one (surrogates, above U+10FFFF, NUL).
void append(std::string& out, char32_t code_point);

/// The length of the longest prefix that is valid UTF-8 (RFC 3629: shortest form, no surrogates).
[[nodiscard]] std::size_t valid_prefix(std::string_view text);

[[nodiscard]] inline bool is_valid(std::string_view text) {
    return valid_prefix(text) == text.size();
}

/// True when all bytes are below 0x80.
[[nodiscard]] bool is_ascii(std::string_view text);

/// Returns the code point at `pos` and moves `pos` past it. For invalid bytes it returns U+FFFD and moves by one byte.
[[nodiscard]] char32_t next(std::string_view text, std::size_t& pos);

/// The lower-case form of Latin, Greek and Cyrillic letters; other characters are unchanged.
[[nodiscard]] char32_t lower(char32_t c);
[[nodiscard]] std::string to_lower(std::string_view text);

/// Counts of valid and invalid bytes, to distinguish a damaged UTF-8 text from one in another charset.
struct Census {
    std::size_t multibyte = 0;  // valid sequences of two bytes and more
    std::size_t invalid = 0;    // bytes that belong to no valid sequence
};
[[nodiscard]] Census census(std::string_view text);

/// Valid UTF-8 without NUL: each run of invalid bytes becomes U+FFFD, NULs are dropped.
[[nodiscard]] std::string cleaned(std::string_view text);

/// Cleans `text` in place. A clean text costs one pass and no copy.
void clean(std::string& text);

/// The longest prefix of at most `bytes` that ends between characters.
[[nodiscard]] std::string_view prefix(std::string_view text, std::size_t bytes);

}  // namespace mail::utf8
