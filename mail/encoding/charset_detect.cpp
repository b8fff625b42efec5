// Guesses the charset of unlabelled bytes from their structure and the frequency of letters.
#include "mail/encoding/charset_detect.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset_models.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace mail {
namespace {

constexpr std::size_t looked_at = 4096;

std::uint8_t at(std::string_view bytes, std::size_t i) {
    return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0;
}
bool within(std::uint8_t byte, unsigned low, unsigned high) {
    return byte >= low && byte <= high;
}

/// Counts from reading the bytes as one multi-byte charset.
struct Reading {
    int characters = 0;  // multi-byte characters
    int common = 0;      // of them, ones that fill ordinary text
    int wrong = 0;       // bytes that this charset cannot have there
};

/// Counts pairs. `lead` and `trail` are the valid bytes, `common` the pairs of ordinary text.
template <class Lead, class Trail, class Common>
Reading read_pairs(std::string_view bytes, Lead lead, Trail trail, Common common) {
    Reading out;
    int seen = 0;
    for (std::size_t i = 0; i < bytes.size() && seen < static_cast<int>(looked_at); ++i) {
        const auto first = at(bytes, i);
        if (first < 0x80) continue;
        ++seen;
        const auto second = at(bytes, i + 1);
        if (!lead(first) || !trail(second)) {
            ++out.wrong;
            continue;
        }
        ++out.characters;
        if (common(first, second)) ++out.common;
        ++i;
    }
    return out;
}

/// Shift_JIS also has one-byte katakana, which are rare in mail: neither wrong nor common.
Reading read_shift_jis(std::string_view bytes) {
    Reading out;
    int seen = 0;
    for (std::size_t i = 0; i < bytes.size() && seen < static_cast<int>(looked_at); ++i) {
        const auto first = at(bytes, i);
        if (first < 0x80) continue;
        ++seen;
        if (within(first, 0xa1, 0xdf)) {
            ++out.characters;
            continue;
        }
        const auto second = at(bytes, i + 1);
        if (!(within(first, 0x81, 0x9f) || within(first, 0xe0, 0xfc)) || second < 0x40 || second == 0x7f || second > 0xfc) {
            ++out.wrong;
            continue;
        }
        ++out.characters;
        if (first == 0x82 || first == 0x83 || within(first, 0x88, 0x97) || (first == 0x81 && second <= 0x5b)) ++out.common;
        ++i;
    }
    return out;
}

bool high_trail(std::uint8_t byte) {
    return within(byte, 0xa1, 0xfe);
}

/// Counts for a one-byte Cyrillic charset: text is mostly lower case, with capitals at the start of words.
struct Cyrillic {
    int lower = 0;
    int upper = 0;
    int other = 0;
    int upper_after_lower = 0;  // "прИВЕТ": the case bits are those of the other charset
};

template <class Lower, class Upper>
Cyrillic read_cyrillic(std::string_view bytes, Lower lower, Upper upper) {
    Cyrillic out;
    bool after_lower = false;
    int seen = 0;
    for (std::size_t i = 0; i < bytes.size() && seen < static_cast<int>(looked_at); ++i) {
        const auto byte = at(bytes, i);
        if (byte < 0x80) {
            after_lower = false;
            continue;
        }
        ++seen;
        if (lower(byte)) {
            ++out.lower;
            after_lower = true;
        } else if (upper(byte)) {
            ++out.upper;
            if (after_lower) ++out.upper_after_lower;
            after_lower = false;
        } else {
            ++out.other;
            after_lower = false;
        }
    }
    return out;
}

/// High bytes that stand in runs: a two-byte charset has an even run for each word, Latin accents mostly stand alone.
bool in_runs(std::string_view bytes) {
    int runs = 0;
    int single = 0;
    std::size_t i = 0;
    while (i < bytes.size() && runs < static_cast<int>(looked_at)) {
        if (at(bytes, i) < 0x80) {
            ++i;
            continue;
        }
        const auto from = i;
        while (at(bytes, i) >= 0x80)
            ++i;
        ++runs;
        if (i - from == 1) ++single;
    }
    return runs > 0 && single * 4 < runs;
}

/// Text of a script that is not Latin is mostly non-ASCII; Latin text has a few accents among many ASCII letters.
bool looks_foreign(std::string_view bytes) {
    std::size_t high = 0;
    std::size_t letters = 0;
    for (std::size_t i = 0; i < bytes.size() && high < looked_at; ++i) {
        const auto byte = at(bytes, i);
        if (byte >= 0x80) ++high;
        if (within(byte | 0x20U, 'a', 'z')) ++letters;
    }
    if (high >= 8 && high * 3 >= letters * 2) return true;
    return high > 3 && high * 3 > letters && in_runs(bytes);
}

std::string_view detect_asian(std::string_view bytes) {
    const auto any_lead = [](std::uint8_t b) { return within(b, 0xa1, 0xfe); };
    struct Candidate {
        std::string_view name;
        Reading reading;
    };
    const std::array<Candidate, 5> candidates{{
        {"euc-jp",
         read_pairs(
             bytes, [](std::uint8_t b) { return b == 0x8e || within(b, 0xa1, 0xfe); }, high_trail,
             [](std::uint8_t a, std::uint8_t b) { return a == 0xa4 || a == 0xa5 || (a == 0xa1 && within(b, 0xa1, 0xbc)); })},
        {"windows-31j", read_shift_jis(bytes)},
        {"gb18030", read_pairs(
                        bytes, [](std::uint8_t b) { return within(b, 0x81, 0xfe); },
                        [](std::uint8_t b) { return b >= 0x40 && b != 0x7f && b != 0xff; },
                        [](std::uint8_t a, std::uint8_t b) {
                            return (within(a, 0xb0, 0xd7) && b >= 0xa1) || (a == 0xa3 && b >= 0xa1) || (a == 0xa1 && b >= 0xa1);
                        })},
        {"windows-949",
         read_pairs(bytes, any_lead, high_trail, [](std::uint8_t a, std::uint8_t) { return within(a, 0xb0, 0xc8); })},
        {"big5", read_pairs(
                     bytes, [](std::uint8_t b) { return within(b, 0xa1, 0xf9); },
                     [](std::uint8_t b) { return within(b, 0x40, 0x7e) || within(b, 0xa1, 0xfe); },
                     [](std::uint8_t a, std::uint8_t) { return within(a, 0xa4, 0xc6) || a == 0xa1; })},
    }};
    std::string_view best;
    double best_share = 0;
    for (const auto& [name, reading] : candidates) {
        if (reading.characters == 0 || reading.wrong * 50 > reading.characters) continue;
        auto share = static_cast<double>(reading.common) / reading.characters;
        // Chinese and Korean pairs overlap: Hangul stays within its own narrow rows, kana is unmistakable; Simplified Chinese is
        // the widest net and must therefore win by more.
        if (name == "gb18030") share *= 0.93;
        if (name == "big5") share *= 0.96;
        if (name == "euc-jp") share = share > 0.3 ? share + 0.5 : share * 0.9;
        if (name == "windows-31j" && share > 0.7) share += 0.1;
        if (share > best_share) {
            best_share = share;
            best = name;
        }
    }
    return best_share > 0.6 ? best : std::string_view();
}

Cyrillic read_windows_1251(std::string_view bytes) {
    return read_cyrillic(
        bytes, [](std::uint8_t b) { return b >= 0xe0 || b == 0xb8; },
        [](std::uint8_t b) { return within(b, 0xc0, 0xdf) || b == 0xa8; });
}

Cyrillic read_koi8(std::string_view bytes) {
    return read_cyrillic(
        bytes, [](std::uint8_t b) { return within(b, 0xc0, 0xdf) || b == 0xa3; },
        [](std::uint8_t b) { return b >= 0xe0 || b == 0xb3; });
}

std::string_view detect_cyrillic(std::string_view bytes) {
    const auto windows = read_windows_1251(bytes);
    const auto koi8 = read_koi8(bytes);
    const auto fits = [](const Cyrillic& r) {
        return r.other * 8 <= r.lower + r.upper && r.upper < r.lower && r.upper_after_lower * 10 <= r.lower;
    };
    const bool is_windows = fits(windows);
    const bool is_koi8 = fits(koi8);
    if (is_windows == is_koi8) return {};
    return is_windows ? "windows-1251" : "koi8-u";  // the Ukrainian set has all Russian letters
}

/// The lines that have bytes above 0x7f. A log in English with one line of Chinese is Chinese.
std::string foreign_lines(std::string_view bytes) {
    constexpr std::size_t most = 2 * looked_at;
    std::string out;
    while (!bytes.empty() && out.size() < most) {
        const auto line = bytes.substr(0, bytes.find('\n'));
        bytes.remove_prefix(std::min(line.size() + 1, bytes.size()));
        if (std::any_of(line.begin(), line.end(), ascii::is_high)) out.append(line.substr(0, most)).append("\n");
    }
    return out;
}

/// Signs of windows-1252 where only a letter can stand, as in "us³uga": the text is of another alphabet of Europe.
bool has_signs_in_words(std::string_view bytes) {
    const auto is_letter = [&](std::size_t i) {
        const auto b = at(bytes, i);
        return within(b | 0x20U, 'a', 'z') || (b >= 0xc0 && b != 0xd7 && b != 0xf7);
    };
    // Of 0x80 to 0xbf, those that stand beside letters in Western text: quotes, dashes, degree, section, ordinals, small figures.
    constexpr std::string_view among_words =
        "\x80\x82\x84\x85\x86\x87\x89\x8b\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9b\xa0\xa7\xaa"
        "\xab\xad\xb0\xb2\xb4\xb7\xba\xbb";
    constexpr std::string_view before_words = "\xa1\xa3\xa5\xa9\xae\xb5\xbf";  // inverted marks, currencies, brands, micro
    constexpr std::string_view letters = "\x8a\x8c\x8e\x9a\x9c\x9e\x9f";       // rare ones, a sign when beside letters
    for (std::size_t i = 0; i < bytes.size() && i < looked_at; ++i) {
        const auto byte = at(bytes, i);
        if (!within(byte, 0x80, 0xbf) || among_words.find(bytes[i]) != std::string_view::npos) continue;
        const bool before = i > 0 && is_letter(i - 1);
        const bool after = is_letter(i + 1);
        if (letters.find(bytes[i]) != std::string_view::npos ? before || after : before && after) return true;
        if (after && before_words.find(bytes[i]) == std::string_view::npos) return true;
    }
    return false;
}

/// Nearly all accents are those of one Western language: Italian, Dutch, Spanish, French, German, Portuguese, a Nordic one.
bool has_western_accents(std::string_view bytes) {
    constexpr auto languages = std::to_array<std::string_view>({
        "\xe0\xe8\xe9\xec\xf2\xf9\xc0\xc8\xc9\xcc\xd2\xd9",                      // àèéìòù
        "\xeb\xef\xe9\xe8\xf6\xfc\xf3\xe1\xea\xe7\xe4",                          // ëïéèöüóáêçä
        "\xe1\xe9\xed\xf3\xfa\xf1\xfc\xc1\xc9\xcd\xd3\xda\xd1",                  // áéíóúñü
        "\xe9\xe8\xe0\xe7\xea\xe2\xee\xf4\xfb\xf9\xeb\xef\xc9\xc8\xc0\xc7\xca",  // éèàçêâîôûùëï
        "\xe4\xf6\xfc\xdf\xc4\xd6\xdc\xe9",                                      // äöüß
        "\xe3\xf5\xe7\xe1\xe9\xed\xf3\xfa\xe2\xea\xf4\xe0\xc3\xc7\xc9\xc1",      // ãõçáéíóúâêôà
        "\xe5\xe4\xf6\xe6\xf8\xe9\xc5\xc4\xd6\xc6\xd8",                          // åäöæøé
    });
    std::array<int, languages.size()> fits{};
    int accents = 0;
    for (const char c : bytes.substr(0, looked_at)) {
        if (static_cast<std::uint8_t>(c) < 0xc0) continue;
        ++accents;
        for (std::size_t i = 0; i < languages.size(); ++i)
            fits[i] += languages[i].find(c) != std::string_view::npos ? 1 : 0;
    }
    return *std::max_element(fits.begin(), fits.end()) * 25 >= accents * 24;
}

std::string_view by_structure(std::string_view sample) {
    if (!looks_foreign(sample)) return "windows-1252";
    if (const auto cyrillic = detect_cyrillic(sample); !cyrillic.empty()) return cyrillic;
    const auto asian = detect_asian(sample);
    return asian.empty() ? "windows-1252" : asian;
}

/// Thai has no letters at the end of its table, and its figures do not stand among letters.
bool can_be_thai(std::string_view bytes) {
    int high = 0;
    int odd = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto byte = at(bytes, i);
        if (byte < 0x80) continue;
        ++high;
        if (within(byte, 0xdb, 0xde) || byte >= 0xf0) ++odd;
    }
    return odd * 20 < high;
}

/// What both ways of looking say together. `ours` comes from the structure of the bytes, which tells East Asian and Cyrillic text
/// from few letters; the models know many more alphabets, and need more letters. Western text is by far the most common.
std::string_view weigh(std::string_view ours, std::string_view bytes) {
    constexpr std::size_t few = 40;
    std::size_t high = 0;
    std::size_t letters = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (at(bytes, i) >= 0x80) ++high;
        if (within(at(bytes, i) | 0x20U, 'a', 'z')) ++letters;
    }
    const bool ours_is_cyrillic = ours == "windows-1251" || ours == "koi8-u";
    const bool ours_is_asian = !ours_is_cyrillic && ours != "windows-1252";
    if (high < 2) return ours;
    const auto model = charset_by_models(bytes);
    if (ours_is_asian) {
        if (model.charset == "windows-874" && high >= 8 && can_be_thai(bytes)) return model.charset;
        return model.script == Script::asian && high >= few ? model.charset : ours;
    }
    if (ours_is_cyrillic) {
        if (model.charset == "iso-8859-5" || model.charset == "ibm866") return model.charset;
        const bool sure = high >= 8 || (model.charset != "iso-8859-7" && model.charset != "windows-1253");
        return model.script == Script::other && sure ? model.charset : ours;
    }
    const bool mostly_foreign = high * 2 > letters;
    switch (model.script) {
        case Script::asian:
            return high >= 6 ? model.charset : ours;
        case Script::cyrillic:
        case Script::other:
            return mostly_foreign ? model.charset : ours;
        case Script::latin:
            return has_signs_in_words(bytes) || (high >= 3 && !has_western_accents(bytes)) ? model.charset : ours;
        case Script::none:
            break;
    }
    return ours;
}

}  // namespace

std::string_view swapped_cyrillic(std::string_view bytes, std::string_view label) {
    const bool is_koi8 = label.starts_with("koi8");
    if (!is_koi8 && label != "windows-1251") return {};
    const auto windows = read_windows_1251(bytes);
    const auto koi8 = read_koi8(bytes);
    const auto& labelled = is_koi8 ? koi8 : windows;
    const auto& other = is_koi8 ? windows : koi8;
    constexpr int enough = 2;  // words that begin with a capital and go on in small letters
    const bool in_order = other.upper_after_lower == 0 && other.lower > 4 * other.upper && other.other * 8 <= other.lower;
    if (labelled.upper_after_lower < enough || labelled.upper_after_lower * 4 < other.upper * 3 || !in_order) return {};
    return is_koi8 ? "windows-1251" : "koi8-u";
}

std::string_view detect_charset_by_structure(std::string_view bytes) {
    if (bytes.find("\x1b$") != std::string_view::npos) return "iso-2022-jp";
    return by_structure(foreign_lines(bytes));
}

std::string_view detect_charset(std::string_view bytes) {
    if (bytes.find("\x1b$") != std::string_view::npos) return "iso-2022-jp";
    const auto sample = foreign_lines(bytes);
    return weigh(by_structure(sample), sample);
}

}  // namespace mail
