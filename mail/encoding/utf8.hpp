#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mail::utf8 {

/// Appends a code point; U+FFFD for what is none (surrogates, above U+10FFFF, NUL).
void append(std::string& out, char32_t code_point);

/// The length of the longest prefix that is valid UTF-8 (RFC 3629: shortest form, no surrogates).
[[nodiscard]] std::size_t valid_prefix(std::string_view text);

[[nodiscard]] inline bool is_valid(std::string_view text) {
    return valid_prefix(text) == text.size();
}

/// True when all bytes are below 0x80.
[[nodiscard]] bool is_ascii(std::string_view text);

/// The code point that starts at `pos`, and moves `pos` past it; U+FFFD and one byte for what is not UTF-8.
[[nodiscard]] char32_t next(std::string_view text, std::size_t& pos);

/// The lower-case form of a letter of the Latin, Greek and Cyrillic blocks that mail clients' words are in.
[[nodiscard]] char32_t lower(char32_t c);
[[nodiscard]] std::string to_lower(std::string_view text);

/// How much of a text is UTF-8, to tell a damaged text from one with another charset.
struct Census {
    std::size_t multibyte = 0;  // valid sequences of two bytes and more
    std::size_t invalid = 0;    // bytes that belong to no valid sequence
};
[[nodiscard]] Census census(std::string_view text);

/// Valid UTF-8 without NUL: U+FFFD for each run of bytes that cannot be read, NULs dropped.
[[nodiscard]] std::string cleaned(std::string_view text);

/// Makes `text` clean in place; costs one pass and no copy when it already is.
void clean(std::string& text);

/// The longest prefix of at most `bytes` that ends between characters.
[[nodiscard]] std::string_view prefix(std::string_view text, std::size_t bytes);

}  // namespace mail::utf8
