// Converts bytes in a labelled, mislabelled or unlabelled charset to UTF-8.
#include "mail/encoding/charset.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset_detect.hpp"
#include "mail/encoding/charset_iso2022jp.hpp"
#include "mail/encoding/utf8.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vmime/charset.hpp>

namespace mail {
namespace {

/// Charset labels of mail and the converter's names for them. Like browsers and mail clients, reads ASCII and Latin-1 as
/// windows-1252, and national sets as their larger successors (WHATWG Encoding, 4.2).
constexpr auto aliases = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"utf8", "utf-8"},
    {"utf_8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"utf-8-mac", "utf-8"},
    {"utf8mb4", "utf-8"},
    {"cp65001", "utf-8"},
    {"65001", "utf-8"},
    {"x-utf-8", "utf-8"},
    {"utf-8n", "utf-8"},
    {"us-ascii", "windows-1252"},
    {"usascii", "windows-1252"},
    {"us", "windows-1252"},
    {"ascii", "windows-1252"},
    {"ansi_x3.4-1968", "windows-1252"},
    {"iso646-us", "windows-1252"},
    {"7bit", "windows-1252"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso88591", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"8859-1", "windows-1252"},
    {"8859_1", "windows-1252"},
    {"iso-8859-1-windows-3.1-latin-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"l1", "windows-1252"},
    {"cp819", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"cp-1252", "windows-1252"},
    {"1252", "windows-1252"},
    {"win-1252", "windows-1252"},
    {"x-ansi", "windows-1252"},
    {"ansi", "windows-1252"},
    {"western", "windows-1252"},
    {"cp1251", "windows-1251"},
    {"win-1251", "windows-1251"},
    {"x-cp1251", "windows-1251"},
    {"cp-1251", "windows-1251"},
    {"koi8", "koi8-r"},
    {"koi-8", "koi8-r"},
    {"koi8r", "koi8-r"},
    {"cskoi8r", "koi8-r"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"iso-8859-8-e", "iso-8859-8"},
    {"iso-8859-6-i", "iso-8859-6"},
    {"gb2312", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"gb2312_charset", "gb18030"},
    {"x-gbk", "gb18030"},
    {"gbk", "gb18030"},
    {"cp936", "gb18030"},
    {"euc-cn", "gb18030"},
    {"hz-gb-2312", "hz"},
    {"ks_c_5601-1987", "windows-949"},
    {"ks_c_5601", "windows-949"},
    {"ks_c_5601-1989", "windows-949"},
    {"ksc5601", "windows-949"},
    {"euc-kr", "windows-949"},
    {"cp949", "windows-949"},
    {"shift_jis", "windows-31j"},
    {"shift-jis", "windows-31j"},
    {"sjis", "windows-31j"},
    {"x-sjis", "windows-31j"},
    {"cp932", "windows-31j"},
    {"big5-eten", "big5"},
});

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

/// The charset of a byte order mark; empty: no mark.
std::string_view by_order_mark(std::string_view bytes) {
    if (bytes.starts_with("\xef\xbb\xbf")) return "utf-8";
    if (bytes.starts_with("\xff\xfe")) return "utf-16le";
    if (bytes.starts_with("\xfe\xff")) return "utf-16be";
    return {};
}

void drop_order_mark(std::string& text) {
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
}

Decoded detected(std::string_view bytes) {
    Decoded out;
    const auto census = utf8::census(bytes);
    // A few invalid bytes among valid sequences mean damaged UTF-8 (cut, or joined with other text).
    if (census.multibyte > 0 && census.multibyte >= census.invalid) {
        out.text = utf8::cleaned(bytes);
        out.damaged = census.invalid > 0;
        return out;
    }
    out.text = convert(bytes, std::string(detect_charset(bytes))).value_or(from_windows_1252(bytes));
    return out;
}

}  // namespace

std::string canonical_charset(std::string_view label) {
    label = ascii::trim(label);
    while (!label.empty() && (label.front() == '"' || label.front() == '\''))
        label.remove_prefix(1);
    while (!label.empty() && (label.back() == '"' || label.back() == '\'' || label.back() == ';'))
        label.remove_suffix(1);
    if (label.size() > 64) return {};
    std::string name = ascii::to_lower(ascii::trim(label));
    std::replace(name.begin(), name.end(), ' ', '-');
    if (name.starts_with("charset=")) name.erase(0, 8);
    const auto* known = std::find_if(aliases.begin(), aliases.end(), [&](const auto& row) { return row.first == name; });
    return known == aliases.end() ? name : std::string(known->second);
}

Decoded to_utf8(std::string_view bytes, std::string_view label) {
    auto charset = canonical_charset(label);
    if (const auto mark = by_order_mark(bytes);
        !mark.empty() && !(charset.starts_with("utf-16") || charset.starts_with("utf-32"))) {
        charset = mark;
    }
    Decoded out;
    const bool stateful = charset.starts_with("iso-2022") || charset == "utf-7" || charset.starts_with("utf-16") ||
                          charset.starts_with("utf-32") || charset == "hz" || charset == "unicode" || charset == "csiso2022jp" ||
                          charset.starts_with("cp5022");
    if (!stateful && utf8::is_ascii(bytes)) {
        out.text = bytes;
        if (bytes.find('\0') != std::string_view::npos) out.text = utf8::cleaned(bytes);
        // Japanese by escapes under no label or a Latin one.
        if (bytes.find("\x1b$") != std::string_view::npos) {
            out.text = convert(bytes, "iso-2022-jp").value_or(out.text);
            out.lied = true;
        }
        return out;
    }
    const bool valid = !stateful && utf8::is_valid(bytes);
    if (charset.empty() || charset == "utf-8" || charset == "unknown-8bit" || charset == "x-unknown" || charset == "8bit" ||
        charset == "binary" || charset == "default" || charset == "unknown" || charset == "x-user-defined") {
        if (valid) {
            out.text = utf8::cleaned(bytes);
        } else {
            out = detected(bytes);
            out.lied = charset == "utf-8" && !out.damaged;
        }
        drop_order_mark(out.text);
        return out;
    }
    if (valid && is_latin(charset)) {
        out.text = utf8::cleaned(bytes);
        out.lied = true;
        return out;
    }
    if (auto text = convert(bytes, charset)) {
        out.text = std::move(*text);
        drop_order_mark(out.text);
        return out;
    }
    out = valid ? Decoded{utf8::cleaned(bytes)} : detected(bytes);
    out.unknown = true;
    return out;
}

std::string header_to_utf8(std::string_view bytes) {
    if (utf8::is_ascii(bytes) && bytes.find_first_of(std::string_view("\0\x1b", 2)) == std::string_view::npos)
        return std::string(bytes);
    return to_utf8(bytes, {}).text;
}

}  // namespace mail
