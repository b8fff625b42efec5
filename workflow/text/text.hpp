#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

// Words and lines of UTF-8 text for commands, subjects and keywords. Folds the case of Latin, Greek and Cyrillic letters, none of
// which changes its length.
namespace workflow::text {

[[nodiscard]] constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
[[nodiscard]] constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
inline constexpr std::array<bool, 256> word_bytes = [] {
    std::array<bool, 256> is{};
    for (std::size_t byte = 0; byte < is.size(); ++byte) {
        const char c = lower(static_cast<char>(byte));
        is.at(byte) = is_digit(c) || (c >= 'a' && c <= 'z') || byte >= 0x80;
    }
    return is;
}();
/// A letter or digit. Bytes of UTF-8 sequences count as letters.
[[nodiscard]] constexpr bool is_word(char c) {
    return word_bytes[static_cast<unsigned char>(c)];
}

/// In lower case, with the same number of bytes. Invalid bytes are unchanged.
[[nodiscard]] std::string folded(std::string_view text);
[[nodiscard]] bool same(std::string_view a, std::string_view b);  // case ignored
[[nodiscard]] std::string_view trim(std::string_view text);
/// Trimmed, with each run of blanks and line ends replaced by one blank.
[[nodiscard]] std::string squeezed(std::string_view text);
/// `needle` must be folded already.
[[nodiscard]] bool contains_folded(std::string_view text, std::string_view needle);
/// The first line that is not blank; empty: none.
[[nodiscard]] std::string_view first_line(std::string_view text);
/// The longest prefix of at most `bytes` that ends between characters.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t bytes);
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
/// In quotation marks, with a \ before each mark and each \ inside. quoted_in reads it back.
[[nodiscard]] std::string quoted(std::string_view text);
/// The quoted parts of a text in order, unescaped.
[[nodiscard]] std::vector<std::string> quoted_in(std::string_view text);
/// A name for the text of an event: "none" when empty, quoted when it could be read as more than a name.
[[nodiscard]] std::string named(std::string_view name);

}  // namespace workflow::text
