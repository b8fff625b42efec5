// The characters of UTF-8 as far as words depend on them.
#include "workflow/text/characters.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace workflow::text {

namespace {

struct Range {
    char32_t from;
    char32_t to;
    CharacterClass is;
};
/// The Unicode blocks that are more than separators, ascending.
constexpr std::array ranges{
    Range{0xAD, 0xAD, CharacterClass::invisible},
    Range{0x300, 0x36F, CharacterClass::combining},
    Range{0x370, 0x37D, CharacterClass::letter},
    Range{0x37F, 0x386, CharacterClass::letter},
    Range{0x388, 0x559, CharacterClass::letter},
    Range{0x560, 0x588, CharacterClass::letter},
    Range{0x591, 0x5BD, CharacterClass::letter},
    Range{0x5BF, 0x5BF, CharacterClass::letter},
    Range{0x5C4, 0x5F2, CharacterClass::letter},
    Range{0x610, 0x61A, CharacterClass::letter},
    Range{0x620, 0x669, CharacterClass::letter},
    Range{0x66E, 0x6D3, CharacterClass::letter},
    Range{0x6D5, 0x963, CharacterClass::letter},
    Range{0x966, 0xDFF, CharacterClass::letter},
    Range{0xE00, 0xEFF, CharacterClass::single},    // Thai, Lao
    Range{0xF00, 0xFFF, CharacterClass::letter},    // Tibetan
    Range{0x1000, 0x109F, CharacterClass::single},  // Burmese
    Range{0x10A0, 0x177F, CharacterClass::letter},
    Range{0x1780, 0x17FF, CharacterClass::single},  // Khmer
    Range{0x1800, 0x1CFF, CharacterClass::letter},
    Range{0x1F00, 0x1FFF, CharacterClass::letter},  // before it: Latin letters with two accents
    Range{0x200B, 0x200F, CharacterClass::invisible},
    Range{0x202A, 0x202E, CharacterClass::invisible},
    Range{0x2060, 0x2064, CharacterClass::invisible},
    Range{0x2600, 0x27BF, CharacterClass::single},
    Range{0x2E80, 0x2FFF, CharacterClass::single},
    Range{0x3005, 0x3007, CharacterClass::single},  // around it: punctuation
    Range{0x3031, 0xD7FF, CharacterClass::single},
    Range{0xF900, 0xFAFF, CharacterClass::single},
    Range{0xFE0E, 0xFE0F, CharacterClass::invisible},
    Range{0xFEFF, 0xFEFF, CharacterClass::invisible},
    Range{0xFF66, 0xFF9D, CharacterClass::single},
    Range{0x1F000, 0x3FFFF, CharacterClass::single},
};

}  // namespace

Character decoded(std::string_view text, std::size_t i) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(at < text.size() ? text[at] : 0); };
    const auto tail = [&](std::size_t at) { return static_cast<char32_t>(byte(at) & 0x3FU); };
    const auto follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    const unsigned char lead = byte(i);
    if (lead < 0x80) return {lead, 1};
    if ((lead & 0xE0U) == 0xC0U && follows(i + 1)) return {(lead & 0x1FU) << 6U | tail(i + 1), 2};
    if ((lead & 0xF0U) == 0xE0U && follows(i + 1) && follows(i + 2))
        return {(lead & 0x0FU) << 12U | tail(i + 1) << 6U | tail(i + 2), 3};
    if ((lead & 0xF8U) == 0xF0U && follows(i + 1) && follows(i + 2) && follows(i + 3))
        return {(lead & 0x07U) << 18U | tail(i + 1) << 12U | tail(i + 2) << 6U | tail(i + 3), 4};
    return {0xFFFD, 1};
}

CharacterClass class_of(char32_t code) {
    if (code < ranges.front().from) return CharacterClass::separator;
    const auto* const found =
        std::lower_bound(ranges.begin(), ranges.end(), code, [](const Range& range, char32_t c) { return range.to < c; });
    return found != ranges.end() && code >= found->from ? found->is : CharacterClass::separator;
}

char32_t base_letter(char32_t code) {
    constexpr std::array<std::pair<char32_t, char32_t>, 36> bases{{
        {0x386, 0x391}, {0x388, 0x395}, {0x389, 0x397}, {0x38A, 0x399}, {0x38C, 0x39F}, {0x38E, 0x3A5},
        {0x38F, 0x3A9}, {0x390, 0x3B9}, {0x3AA, 0x399}, {0x3AB, 0x3A5}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5},
        {0x3AE, 0x3B7}, {0x3AF, 0x3B9}, {0x3B0, 0x3C5}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF},
        {0x3CD, 0x3C5}, {0x3CE, 0x3C9}, {0x400, 0x415}, {0x401, 0x415}, {0x403, 0x413}, {0x407, 0x406},
        {0x40C, 0x41A}, {0x40D, 0x418}, {0x40E, 0x423}, {0x419, 0x418}, {0x439, 0x438}, {0x450, 0x435},
        {0x451, 0x435}, {0x453, 0x433}, {0x457, 0x456}, {0x45C, 0x43A}, {0x45D, 0x438}, {0x45E, 0x443},
    }};
    const auto* const found =
        std::lower_bound(bases.begin(), bases.end(), code, [](const auto& pair, char32_t c) { return pair.first < c; });
    return found != bases.end() && found->first == code ? found->second : code;
}

bool is_invisible(std::string_view line) {
    for (std::size_t i = 0; i < line.size();) {
        if (static_cast<unsigned char>(line[i]) < 0x80) {
            if (!is_blank(line[i]) && line[i] != '\v' && line[i] != '\f') return false;
            ++i;
            continue;
        }
        const Character next = decoded(line, i);
        const bool blank = next.code == 0xA0 || (next.code >= 0x2000 && next.code <= 0x200A) || next.code == 0x3000;
        if (!blank && class_of(next.code) != CharacterClass::invisible) return false;
        i += next.bytes;
    }
    return true;
}

bool is_bar(std::string_view line) {
    constexpr std::string_view bars = "|>";
    constexpr std::string_view signs = "-_=*~#";
    std::size_t seen = 0;
    for (std::size_t i = 0; i < line.size();) {
        const Character next = decoded(line, i);
        const bool ascii = next.code < 0x80;
        const bool bar = ascii ? bars.find(line[i]) != std::string_view::npos : next.code >= 0x2500 && next.code <= 0x257F;
        const bool sign = ascii ? signs.find(line[i]) != std::string_view::npos : next.code == 0x2013 || next.code == 0x2014;
        if (!bar && !sign && !is_invisible(line.substr(i, next.bytes))) return false;
        if (sign) ++seen;
        i += next.bytes;
    }
    return seen != 1;
}

}  // namespace workflow::text
