#pragma once

#include <algorithm>
#include <string>
#include <string_view>

/// Functions on ASCII characters, independent of the locale.
namespace ascii {

[[nodiscard]] constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
[[nodiscard]] constexpr bool is_alpha(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}
[[nodiscard]] constexpr bool is_alnum(char c) {
    return is_digit(c) || is_alpha(c);
}
[[nodiscard]] constexpr bool is_blank(char c) {
    return c == ' ' || c == '\t';
}
[[nodiscard]] constexpr bool is_space(char c) {
    return is_blank(c) || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}
[[nodiscard]] constexpr bool is_high(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// The value of a hexadecimal digit, or -1.
[[nodiscard]] constexpr int hex_value(char c) {
    if (is_digit(c)) return c - '0';
    const char l = lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

[[nodiscard]] inline std::string to_lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

[[nodiscard]] constexpr bool equal(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

[[nodiscard]] constexpr bool starts_with(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && equal(text.substr(0, prefix.size()), prefix);
}

[[nodiscard]] constexpr bool ends_with(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() && equal(text.substr(text.size() - suffix.size()), suffix);
}

/// The position of `needle` (lower case) in `text`, or npos. The case of `text` is ignored.
[[nodiscard]] constexpr std::size_t find(std::string_view text, std::string_view needle, std::size_t from = 0) {
    if (needle.empty()) return from <= text.size() ? from : std::string_view::npos;
    for (std::size_t i = from; i + needle.size() <= text.size(); ++i) {
        if (lower(text[i]) == needle[0] && equal(text.substr(i, needle.size()), needle)) return i;
    }
    return std::string_view::npos;
}

[[nodiscard]] constexpr bool contains(std::string_view text, std::string_view needle) {
    return find(text, needle) != std::string_view::npos;
}

[[nodiscard]] constexpr std::string_view trim_left(std::string_view text) {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    return text;
}

[[nodiscard]] constexpr std::string_view trim_right(std::string_view text) {
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

[[nodiscard]] constexpr std::string_view trim(std::string_view text) {
    return trim_left(trim_right(text));
}

}  // namespace ascii
