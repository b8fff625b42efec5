// Resolves the names that mails give to charsets.
#include "mail/encoding/charset_names.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace mail {
namespace {

constexpr auto npos = std::string_view::npos;

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
    {"ms950", "big5"},
    {"uhc", "windows-949"},
    {"macroman", "macintosh"},
    {"mac-roman", "macintosh"},
    {"apple-roman", "macintosh"},
    {"cyrillic", "iso-8859-5"},
    {"greek", "iso-8859-7"},
    {"hebrew", "iso-8859-8"},
    {"arabic", "iso-8859-6"},
    {"iso2022jp", "iso-2022-jp"},
    {"csiso2022jp", "iso-2022-jp"},
    {"iso2022kr", "iso-2022-kr"},
    {"csiso2022kr", "iso-2022-kr"},
    {"iso2022cn", "iso-2022-cn"},
    {"hzgb2312", "hz"},
    {"unicode-1-1", "utf-16"},
    {"iso-10646-ucs-2", "utf-16"},
    {"ucs-2", "utf-16"},
    {"utf16", "utf-16"},
    {"utf16le", "utf-16le"},
    {"utf16be", "utf-16be"},
    {"utf32", "utf-32"},
});

/// Names that tell their charset by a piece of them: "al32utf8", "utf-8-unix", "ja16sjis", "x-unicode-2-0-utf-7".
constexpr auto tellers = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"utf-8", "utf-8"},         {"utf8", "utf-8"},         {"utf-7", "utf-7"},
    {"utf7", "utf-7"},          {"sjis", "windows-31j"},   {"shift-jis", "windows-31j"},
    {"eucjp", "euc-jp"},        {"euc-ja", "euc-jp"},      {"16euc", "euc-jp"},
    {"ujis", "euc-jp"},         {"gb18030", "gb18030"},    {"gbk", "gb18030"},
    {"gb2312", "gb18030"},      {"hkscs", "big5-hkscs"},   {"big5", "big5"},
    {"5601", "windows-949"},    {"euckr", "windows-949"},  {"koi8-u", "koi8-u"},
    {"koi8u", "koi8-u"},        {"koi8-r", "koi8-r"},      {"koi8r", "koi8-r"},
    {"tis-620", "windows-874"}, {"tis620", "windows-874"}, {"ascii", "windows-1252"},
});

/// Charsets by the numbers that Windows gives them (Microsoft, Code Page Identifiers).
constexpr auto code_pages = std::to_array<std::pair<int, std::string_view>>({
    {874, "windows-874"},    {932, "windows-31j"},   {936, "gb18030"},
    {949, "windows-949"},    {950, "big5"},          {1200, "utf-16le"},
    {1201, "utf-16be"},      {10000, "macintosh"},   {10007, "x-mac-cyrillic"},
    {20127, "windows-1252"}, {20866, "koi8-r"},      {20932, "euc-jp"},
    {20936, "gb18030"},      {20949, "windows-949"}, {21866, "koi8-u"},
    {38598, "iso-8859-8"},   {50220, "iso-2022-jp"}, {50221, "iso-2022-jp"},
    {50222, "iso-2022-jp"},  {50225, "iso-2022-kr"}, {51932, "euc-jp"},
    {51936, "gb18030"},      {51949, "windows-949"}, {52936, "hz"},
    {54936, "gb18030"},      {65000, "utf-7"},       {65001, "utf-8"},
});

std::string_view known_alias(std::string_view name) {
    const auto* known = std::find_if(aliases.begin(), aliases.end(), [&](const auto& row) { return row.first == name; });
    return known == aliases.end() ? std::string_view() : known->second;
}

/// The number at the start of `text` behind one separator; nullopt: none.
std::optional<int> number_at(std::string_view text) {
    if (!text.empty() && !ascii::is_digit(text.front())) text.remove_prefix(1);
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    return number;
}

std::string iso_8859(int part) {
    auto name = "iso-8859-" + std::to_string(part);
    const auto successor = known_alias(name);
    return successor.empty() ? name : std::string(successor);
}

std::string code_page(int number) {
    if (number == 1252) return "windows-1252";
    if (number >= 1250 && number <= 1258) return "windows-" + std::to_string(number);
    if (number >= 28591 && number <= 28606) return iso_8859(number - 28590);
    if (number >= 437 && number <= 869 && number != 500) return "ibm" + std::to_string(number);
    const auto* known = std::find_if(code_pages.begin(), code_pages.end(), [&](const auto& row) { return row.first == number; });
    return known == code_pages.end() ? std::string() : std::string(known->second);
}

/// A name by the number that it holds: of ISO 8859, of Latin alphabets, of a code page. Empty: none.
std::string by_number(std::string_view name) {
    if (const auto at = name.find("8859"); at != npos) {
        const auto part = number_at(name.substr(at + 4));
        if (part && *part >= 1 && *part <= 16) return iso_8859(*part);
    }
    if (const auto at = name.find("latin"); at != npos) {
        constexpr auto parts = std::to_array<int>({1, 2, 3, 4, 9, 10, 13, 14, 15, 16});  // ISO 8859 part of Latin-1, Latin-2…
        const auto number = number_at(name.substr(at + 5));
        if (number && *number >= 1 && *number <= static_cast<int>(parts.size()))
            return iso_8859(parts[static_cast<std::size_t>(*number) - 1]);
    }
    for (const std::string_view family : {"windows", "mswin", "win", "codepage", "cp", "dos", "ansi", "ms", "ibm", "xmsw"}) {
        const auto at = name.find(family);
        if (at == npos) continue;
        if (const auto number = number_at(name.substr(at + family.size()))) return code_page(*number);
    }
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    return error == std::errc() && end == name.data() + name.size() ? code_page(number) : std::string();
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
    if (name == "utf-8") return name;
    // Two charsets, or what belongs behind a semicolon.
    if (const auto rest = name.find_first_of(",;"); rest != std::string::npos && rest > 0) name.resize(rest);
    if (const auto known = known_alias(name); !known.empty()) return std::string(known);
    std::string plain = name;
    std::replace(plain.begin(), plain.end(), '_', '-');
    for (const std::string_view prefix : {"x-", "cs"}) {
        if (plain.starts_with(prefix)) plain.erase(0, prefix.size());
    }
    if (const auto known = known_alias(plain); !known.empty()) return std::string(known);
    for (const auto& [piece, charset] : tellers) {
        if (plain.find(piece) != std::string::npos) return std::string(charset);
    }
    auto numbered = by_number(plain);
    return numbered.empty() ? name : numbered;
}

}  // namespace mail
