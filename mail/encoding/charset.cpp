// Converts bytes in a labelled, mislabelled or unlabelled charset to UTF-8.
#include "mail/encoding/charset.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset_detect.hpp"
#include "mail/encoding/charset_iso2022jp.hpp"
#include "mail/encoding/charset_names.hpp"
#include "mail/encoding/utf8.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <vmime/charset.hpp>

namespace mail {
namespace {

/// 0x80 to 0x9f of windows-1252; 0: not assigned, read as the C1 control it is in Latin-1.
constexpr auto cp1252_high = std::to_array<char16_t>(
    {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
     0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178});

std::string from_windows_1252(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 8);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80 && byte < 0xa0) {
            const auto mapped = cp1252_high[byte - 0x80U];
            utf8::append(out, mapped == 0 ? byte : mapped);
        } else if (byte >= 0x80) {
            utf8::append(out, byte);
        } else if (byte != 0) {
            out += c;
        }
    }
    return out;
}

/// The C library's converters, for the few labels that vmime's (ICU) does not have: VISCII, KOI8-T, ISO-8859-16…
std::optional<std::string> with_iconv(std::string_view bytes, const std::string& charset) {
    // Only plain names: a suffix like //TRANSLIT would change what the converter does.
    const auto plain = [](char c) { return ascii::is_alnum(c) || c == '-' || c == '_' || c == '.' || c == ':'; };
    if (!std::all_of(charset.begin(), charset.end(), plain)) return std::nullopt;
    iconv_t opened = iconv_open("UTF-8", charset.c_str());
    if (opened == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // NOLINT: how iconv_open says no
    const std::unique_ptr<std::remove_pointer_t<iconv_t>, int (*)(iconv_t)> converter(opened, iconv_close);
    std::string in(bytes);
    std::string out;
    char* from = in.data();
    std::size_t left = in.size();
    std::array<char, 4096> buffer{};
    while (left > 0) {
        char* to = buffer.data();
        std::size_t room = buffer.size();
        const auto before = left;
        (void)iconv(converter.get(), &from, &left, &to, &room);
        out.append(buffer.data(), buffer.size() - room);
        if (left == before && room == buffer.size()) {
            utf8::append(out, 0xfffd);
            ++from;
            --left;
        }
    }
    utf8::clean(out);
    return out;
}

/// The bytes read as `charset` (canonical); nullopt: no converter knows it.
std::optional<std::string> convert(std::string_view bytes, const std::string& charset) {
    if (charset == "windows-1252") return from_windows_1252(bytes);
    if (charset == "utf-8") return utf8::cleaned(bytes);
    if (charset.starts_with("iso-2022-jp") || charset == "csiso2022jp" || charset == "cp50220" || charset == "cp50221") {
        if (auto shifted = iso2022jp_to_windows31j(bytes)) return convert(*shifted, "windows-31j");
    }
    std::string out;
    try {
        vmime::charset::convert(std::string(bytes), out, vmime::charset(charset), vmime::charset("utf-8"));
    } catch (const std::exception&) {  // vmime says "no such charset" this way
        return with_iconv(bytes, charset);
    }
    utf8::clean(out);
    return out;
}

bool is_latin(std::string_view charset) {
    return charset == "windows-1252" || charset == "iso-8859-15" || charset == "iso-8859-2" || charset == "windows-1250" ||
           charset == "windows-1254";
}

/// Charsets whose bytes are all below 0x80, and that switch alphabets by escapes.
bool is_seven_bit(std::string_view charset) {
    return charset.starts_with("iso-2022") || charset == "utf-7" || charset == "hz" || charset.starts_with("cp5022");
}

bool is_wide(std::string_view charset) {
    return charset.starts_with("utf-16") || charset.starts_with("utf-32") || charset == "unicode";
}

/// Labels that say nothing.
bool is_no_charset(std::string_view charset) {
    return charset.empty() || charset == "unknown-8bit" || charset == "x-unknown" || charset == "8bit" || charset == "binary" ||
           charset == "default" || charset == "unknown" || charset == "x-user-defined" || charset == "none";
}

/// The charset of a byte order mark, or of the NULs of two-byte letters; empty: neither.
std::string_view by_form(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) return "utf-8";
    if (bytes.starts_with("\xff\xfe")) return "utf-16le";
    if (bytes.starts_with("\xfe\xff")) return "utf-16be";
    if (bytes.find('\0') == std::string_view::npos) return {};
    const auto head = bytes.substr(0, 1000);
    std::size_t even = 0;
    std::size_t odd = 0;
    for (std::size_t i = 0; i < head.size(); ++i) {
        if (head[i] == '\0') ++(i % 2 == 0 ? even : odd);
    }
    if (odd * 3 > head.size() && even * 10 < odd) return "utf-16le";
    return even * 3 > head.size() && odd * 10 < even ? "utf-16be" : std::string_view();
}

/// The charset that escapes in ASCII bytes tell; empty: none.
std::string_view by_escapes(std::string_view bytes, std::string_view label) {
    const auto escape = bytes.find("\x1b$");
    if (escape != std::string_view::npos) {
        const auto rest = bytes.substr(escape + 2, 2);
        if (rest == ")C") return "iso-2022-kr";
        return rest == ")A" || rest == ")G" ? "iso-2022-cn" : "iso-2022-jp";
    }
    // HZ is announced as what it holds, too.
    return label == "gb18030" && bytes.find("~{") != std::string_view::npos ? "hz" : std::string_view();
}

void drop_order_mark(std::string& text) {
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
}

using Detect = std::string_view (*)(std::string_view bytes);

Decoded detected(std::string_view bytes, Detect detect) {
    Decoded out;
    const auto census = utf8::census(bytes);
    // A few invalid bytes among valid sequences mean damaged UTF-8 (cut, or joined with other text).
    if (census.multibyte > 0 && census.multibyte >= census.invalid) {
        out.text = utf8::cleaned(bytes);
        out.damaged = census.invalid > 0;
        return out;
    }
    out.text = convert(bytes, std::string(detect(bytes))).value_or(from_windows_1252(bytes));
    return out;
}

/// Characters that stand for bytes without a meaning: U+FFFD, and those of private use, to which converters map the holes of the
/// East Asian charsets.
std::size_t holes(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t i = 0; i + 2 < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0xee || lead > 0xef) continue;
        const auto second = static_cast<unsigned char>(text[i + 1]);
        if (lead == 0xee || second <= 0xa3 || (second == 0xbf && text[i + 2] == '\xbd')) ++count;
    }
    return count;
}

/// True when text that is all valid UTF-8 is UTF-8 whatever its label says. `labelled`: the same bytes read by the label.
bool is_utf8_after_all(std::string_view bytes, std::string_view charset, std::string_view labelled) {
    const auto sequences = utf8::census(bytes).multibyte;
    // By chance no longer text of another charset is valid; a short one has to read badly by its label as well.
    // Pairs of bytes are valid more often than letters of one byte.
    const bool of_pairs = charset == "gb18030" || charset.starts_with("big5") || charset == "windows-31j" ||
                          charset == "windows-949" || charset == "euc-jp";
    const std::size_t not_by_chance = of_pairs ? 4 : 3;
    return sequences >= not_by_chance || holes(labelled) > 0;
}

/// True when Latin text cannot hold so many and so different bytes above 0x7f.
bool contradicts_latin(std::string_view bytes) {
    constexpr std::size_t looked_at = 4096;
    std::array<bool, 128> seen{};
    std::size_t high = 0;
    std::size_t letters = 0;
    for (const char c : bytes.substr(0, looked_at)) {
        if (ascii::is_alpha(c)) ++letters;
        if (!ascii::is_high(c)) continue;
        ++high;
        seen[static_cast<unsigned char>(c) - 0x80U] = true;
    }
    return high >= 8 && high * 3 >= letters * 2 && std::count(seen.begin(), seen.end(), true) >= 6;
}

/// What is read of bytes whose label names a charset that the converters know.
Decoded by_label(std::string_view bytes, const std::string& charset, std::string labelled, Detect detect) {
    Decoded out;
    if (utf8::is_valid(bytes) && is_utf8_after_all(bytes, charset, labelled)) {
        out.text = utf8::cleaned(bytes);
        out.lied = true;
        return out;
    }
    if (const auto swapped = swapped_cyrillic(bytes, charset); !swapped.empty()) {
        out.text = convert(bytes, std::string(swapped)).value_or(std::move(labelled));
        out.lied = true;
        return out;
    }
    out.text = std::move(labelled);
    if (charset == "windows-1252" && !contradicts_latin(bytes)) return out;
    const auto wrong = holes(out.text);
    constexpr std::size_t letters_a_hole = 20;  // a text with fewer holes is only damaged
    if (charset != "windows-1252" && wrong * letters_a_hole * 2 < bytes.size()) return out;
    auto other = detected(bytes, detect);
    if (charset == "windows-1252" ? other.text == out.text : holes(other.text) * 2 >= wrong) return out;
    other.lied = true;
    return other;
}

/// The text of ASCII bytes, which are what they are unless escapes say otherwise.
Decoded from_ascii(std::string_view bytes, std::string_view charset) {
    Decoded out;
    out.text = bytes.find('\0') == std::string_view::npos ? std::string(bytes) : utf8::cleaned(bytes);
    if (const auto escaped = by_escapes(bytes, charset); !escaped.empty()) {
        out.text = convert(bytes, std::string(escaped)).value_or(out.text);
        out.lied = true;
    }
    return out;
}

Decoded decode(std::string_view bytes, std::string_view label, Detect detect) {
    auto charset = canonical_charset(label);
    if (const auto form = by_form(bytes); !form.empty() && !is_wide(charset)) charset = form;
    const bool seven_bit = is_seven_bit(charset);
    const bool ascii = !is_wide(charset) && utf8::is_ascii(bytes);
    if (ascii && !seven_bit) return from_ascii(bytes, charset);
    if (is_wide(charset) && bytes.size() > 3 && bytes.find('\0') == std::string_view::npos && utf8::is_valid(bytes)) {
        // Letters of two bytes would have a NUL somewhere, if only in a line end.
        return {utf8::cleaned(bytes), true};
    }
    const bool misses_escapes = seven_bit && !ascii && bytes.find('\x1b') == std::string_view::npos;
    if (is_no_charset(charset) || charset == "utf-8" || misses_escapes) {
        Decoded out;
        if (utf8::is_valid(bytes)) {
            out.text = utf8::cleaned(bytes);
            out.lied = misses_escapes;
        } else {
            out = detected(bytes, detect);
            out.lied = (charset == "utf-8" || misses_escapes) && !out.damaged;
        }
        drop_order_mark(out.text);
        return out;
    }
    if (is_latin(charset) && utf8::is_valid(bytes)) return {utf8::cleaned(bytes), true};
    if (auto text = convert(bytes, charset)) {
        drop_order_mark(*text);
        if (seven_bit || is_wide(charset)) return {std::move(*text)};
        return by_label(bytes, charset, std::move(*text), detect);
    }
    auto out = utf8::is_valid(bytes) ? Decoded{utf8::cleaned(bytes)} : detected(bytes, detect);
    out.unknown = true;
    return out;
}

}  // namespace

Decoded to_utf8(std::string_view bytes, std::string_view label) {
    return decode(bytes, label, &detect_charset_by_structure);
}

Decoded text_to_utf8(std::string_view bytes, std::string_view label) {
    return decode(bytes, label, &detect_charset);
}

std::string header_to_utf8(std::string_view bytes) {
    if (utf8::is_ascii(bytes) && bytes.find_first_of(std::string_view("\0\x1b", 2)) == std::string_view::npos)
        return std::string(bytes);
    return to_utf8(bytes, {}).text;
}

std::string header_like(std::string_view bytes, std::string_view label) {
    if (utf8::is_valid(bytes)) return std::string(bytes);
    constexpr auto japanese = std::to_array<std::string_view>({"windows-31j", "euc-jp"});
    const auto charset = canonical_charset(label);
    const bool in_japan = charset.starts_with("iso-2022-jp") || charset == japanese[0] || charset == japanese[1];
    std::optional<std::string> best;
    for (const auto& each : {charset, std::string(japanese[0]), std::string(japanese[1])}) {
        if (each != charset && !in_japan) continue;
        if (is_seven_bit(each) || is_wide(each)) continue;
        auto text = convert(bytes, each);
        if (text && (!best || holes(*text) < holes(*best))) best = std::move(text);
    }
    return best && holes(*best) == 0 ? *best : std::string(bytes);
}

}  // namespace mail
