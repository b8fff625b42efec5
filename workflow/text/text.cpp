// Folding, trimming, splitting and quoting of UTF-8 text.
#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow::text {

namespace {

bool is_high(char c) {
    return static_cast<unsigned char>(c) >= 0x80;
}

/// Of the alphabets in two bytes, all of whose small letters have two bytes, too (Unicode, CaseFolding.txt).
constexpr unsigned small_letter(unsigned letter) {
    const auto in = [letter](unsigned from, unsigned to) { return letter >= from && letter <= to; };
    if (in(0xC0, 0xDE)) return letter == 0xD7 ? letter : letter + 32;
    if (letter == 0x178) return 0xFF;
    if (letter == 0x130 || letter == 0x138 || letter == 0x149) return letter;
    if (in(0x139, 0x148) || in(0x179, 0x17E)) return letter + letter % 2;
    if (in(0x100, 0x177)) return letter | 1U;
    if (in(0x391, 0x3A9)) return letter + 32;
    if (letter == 0x386) return 0x3AC;
    if (in(0x388, 0x38A)) return letter + 37;
    if (letter == 0x38C) return 0x3CC;
    if (in(0x38E, 0x38F)) return letter + 63;
    if (letter == 0x3C2) return 0x3C3;
    if (in(0x400, 0x40F)) return letter + 80;
    if (in(0x410, 0x42F)) return letter + 32;
    return letter;
}

}  // namespace

std::string folded(std::string_view text) {
    std::string out(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto byte = static_cast<unsigned char>(out[i]);
        if (byte < 0x80) {
            out[i] = lower(out[i]);
        } else if (byte >= 0xC3 && byte <= 0xD1 && i + 1 < out.size() &&
                   (static_cast<unsigned char>(out[i + 1]) & 0xC0U) == 0x80U) {
            const unsigned letter = (byte & 0x1FU) << 6U | (static_cast<unsigned char>(out[i + 1]) & 0x3FU);
            const unsigned folded = small_letter(letter);
            out[i] = static_cast<char>(0xC0U | folded >> 6U);
            out[++i] = static_cast<char>(0x80U | (folded & 0x3FU));
        }
    }
    return out;
}

bool same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    const auto [x, y] =
        std::mismatch(a.begin(), a.end(), b.begin(), [](char one, char other) { return lower(one) == lower(other); });
    return x == a.end() || ((is_high(*x) || is_high(*y)) && folded(a) == folded(b));
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string squeezed(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : trim(text)) {
        if (!is_blank(c)) {
            out += c;
        } else if (out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

bool contains_folded(std::string_view text, std::string_view needle) {
    if (std::any_of(needle.begin(), needle.end(), is_high)) return folded(text).find(needle) != std::string::npos;
    return std::search(text.begin(), text.end(), needle.begin(), needle.end(),
                       [](char in_text, char in_needle) { return lower(in_text) == in_needle; }) != text.end();
}

std::string_view first_line(std::string_view text) {
    text = trim(text);
    return trim(text.substr(0, text.find('\n')));
}

std::string_view cut(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    // A byte 10xxxxxx continues a character (RFC 3629).
    while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U)
        --bytes;
    return text.substr(0, bytes);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t end = text.find(separator);
        parts.push_back(trim(text.substr(0, end)));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out += '"';
}

std::vector<std::string> quoted_in(std::string_view text) {
    std::vector<std::string> found;
    bool inside = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') {
            inside = !inside;
            if (inside) found.emplace_back();
        } else if (inside) {
            if (text[at] == '\\' && at + 1 < text.size()) ++at;
            found.back() += text[at];
        }
    }
    return found;
}

std::string named(std::string_view name) {
    if (name.empty()) return "none";
    constexpr std::array<std::string_view, 8> signs{"\"", "\\", "→", ":", ";", ",", "\n", " by"};
    const bool is_more =
        std::any_of(signs.begin(), signs.end(), [&](std::string_view sign) { return name.find(sign) != std::string_view::npos; });
    return is_more || name == "none" ? quoted(name) : std::string(name);
}

}  // namespace workflow::text
