// UTF-8: validation, code points, lower case, cleaning.
#include "mail/encoding/utf8.hpp"

#include <cstring>

namespace mail::utf8 {
namespace {

constexpr char32_t replacement = 0xfffd;

std::uint8_t byte_at(std::string_view text, std::size_t pos) {
    return static_cast<std::uint8_t>(text[pos]);
}

bool is_tail(std::uint8_t byte) {
    return (byte & 0xc0U) == 0x80U;
}

/// Skips bytes below 0x80, eight at a time.
std::size_t skip_ascii(std::string_view text, std::size_t pos) {
    constexpr std::uint64_t high = 0x8080808080808080ULL;
    while (pos + 8 <= text.size()) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + pos, 8);
        if ((word & high) != 0) break;
        pos += 8;
    }
    while (pos < text.size() && byte_at(text, pos) < 0x80)
        ++pos;
    return pos;
}

/// The length of the valid sequence that starts with the non-ASCII byte at `pos`; 0: there is none.
std::size_t sequence(std::string_view text, std::size_t pos) {
    const auto lead = byte_at(text, pos);
    const auto left = text.size() - pos;
    const auto tail = [&](std::size_t i) { return is_tail(byte_at(text, pos + i)); };
    if (lead < 0xc2) return 0;
    if (lead < 0xe0) return left >= 2 && tail(1) ? 2 : 0;
    if (lead < 0xf0) {
        if (left < 3 || !tail(1) || !tail(2)) return 0;
        const auto second = byte_at(text, pos + 1);
        if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0)) return 0;
        return 3;
    }
    if (lead > 0xf4 || left < 4 || !tail(1) || !tail(2) || !tail(3)) return 0;
    const auto second = byte_at(text, pos + 1);
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90)) return 0;
    return 4;
}

}  // namespace

void append(std::string& out, char32_t c) {
    if (c == 0 || c > 0x10ffff || (c >= 0xd800 && c < 0xe000)) c = replacement;
    const auto put = [&](char32_t bits) { out += static_cast<char>(bits); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xc0 | (c >> 6));
        put(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        put(0xe0 | (c >> 12));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    } else {
        put(0xf0 | (c >> 18));
        put(0x80 | ((c >> 12) & 0x3f));
        put(0x80 | ((c >> 6) & 0x3f));
        put(0x80 | (c & 0x3f));
    }
}

std::size_t valid_prefix(std::string_view text) {
    std::size_t pos = 0;
    while (true) {
        pos = skip_ascii(text, pos);
        if (pos == text.size()) return pos;
        const auto length = sequence(text, pos);
        if (length == 0) return pos;
        pos += length;
    }
}

bool is_ascii(std::string_view text) {
    return skip_ascii(text, 0) == text.size();
}

char32_t next(std::string_view text, std::size_t& pos) {
    const auto lead = byte_at(text, pos);
    if (lead < 0x80) {
        ++pos;
        return lead;
    }
    const auto length = sequence(text, pos);
    if (length == 0) {
        ++pos;
        return replacement;
    }
    char32_t c = lead & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        c = (c << 6) | (byte_at(text, pos + i) & 0x3fU);
    pos += length;
    return c;
}

char32_t lower(char32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    if (c >= 0xc0 && c <= 0xde && c != 0xd7) return c + 0x20;
    if (c == 0x130) return 'i';
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e)) return c + (c & 1);  // here capitals are odd
    if (c == 0x178) return 0xff;
    if ((c >= 0x100 && c <= 0x177) || (c >= 0x1e00 && c <= 0x1eff) || (c >= 0x218 && c <= 0x21b)) return c | 1;
    if (c >= 0x391 && c <= 0x3ab) return c + 0x20;
    if (c == 0x386) return 0x3ac;
    if (c >= 0x388 && c <= 0x38a) return c + 0x25;
    if (c == 0x38c) return 0x3cc;
    if (c == 0x38e || c == 0x38f) return c + 0x3f;
    if (c >= 0x410 && c <= 0x42f) return c + 0x20;
    if (c >= 0x400 && c <= 0x40f) return c + 0x50;
    return c;
}

std::string to_lower(std::string_view text) {
    std::string out(text);
    std::size_t pos = 0;
    for (; pos < text.size() && byte_at(text, pos) < 0x80; ++pos)
        out[pos] = static_cast<char>(lower(byte_at(text, pos)));
    if (pos == text.size()) return out;
    out.resize(pos);
    while (pos < text.size())
        append(out, lower(next(text, pos)));
    return out;
}

Census census(std::string_view text) {
    Census out;
    for (std::size_t pos = skip_ascii(text, 0); pos < text.size(); pos = skip_ascii(text, pos)) {
        const auto length = sequence(text, pos);
        if (length == 0) {
            ++out.invalid;
            ++pos;
        } else {
            ++out.multibyte;
            pos += length;
        }
    }
    return out;
}

std::string cleaned(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    std::size_t pos = 0;
    bool in_damage = false;
    while (pos < text.size()) {
        const auto good = valid_prefix(text.substr(pos));
        for (auto run = text.substr(pos, good); !run.empty();) {
            const auto nul = run.find('\0');
            out.append(run.substr(0, nul));
            run.remove_prefix(nul == std::string_view::npos ? run.size() : nul + 1);
        }
        pos += good;
        if (good > 0) in_damage = false;
        if (pos == text.size()) break;
        if (!in_damage) append(out, replacement);
        in_damage = true;
        ++pos;
    }
    return out;
}

void clean(std::string& text) {
    if (is_valid(text) && text.find('\0') == std::string::npos) return;
    text = cleaned(text);
}

std::string_view prefix(std::string_view text, std::size_t bytes) {
    if (text.size() <= bytes) return text;
    while (bytes > 0 && is_tail(byte_at(text, bytes)))
        --bytes;
    return text.substr(0, bytes);
}

}  // namespace mail::utf8
