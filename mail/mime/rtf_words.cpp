// The table of RTF's control words and of its fonts' charsets.
#include "mail/mime/rtf_words.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace mail::rtf {
namespace {

using enum Action;

constexpr auto words = std::to_array<Word>({
    {"author", skip, {}},
    {"ansicpg", code_page, {}},
    {"bin", binary, {}},
    {"bullet", letters, "\xe2\x80\xa2"},
    {"cell", cell, {}},
    {"colortbl", skip, {}},
    {"comment", skip, {}},
    {"cpg", font_code_page, {}},
    {"datastore", skip, {}},
    {"deff", default_font, {}},
    {"emdash", letters, "\xe2\x80\x94"},
    {"emspace", letters, " "},
    {"endash", letters, "\xe2\x80\x93"},
    {"enspace", letters, " "},
    {"f", font, {}},
    {"fcharset", font_charset, {}},
    {"filetbl", skip, {}},
    {"fldrslt", result, {}},
    {"fonttbl", font_table, {}},
    {"footer", skip, {}},
    {"footerf", skip, {}},
    {"footerl", skip, {}},
    {"footerr", skip, {}},
    {"fromhtml", from_html, {}},
    {"header", skip, {}},
    {"headerf", skip, {}},
    {"headerl", skip, {}},
    {"headerr", skip, {}},
    {"htmlrtf", html_only, {}},
    {"info", skip, {}},
    {"ldblquote", letters, "\xe2\x80\x9c"},
    {"line", letters, "\n"},
    {"listoverridetable", skip, {}},
    {"listtable", skip, {}},
    {"listtext", list_mark, {}},
    {"lquote", letters, "\xe2\x80\x98"},
    {"mac", code_page, "macintosh"},
    {"nestcell", cell, {}},
    {"nestrow", row, {}},
    {"nonesttables", skip, {}},
    {"nonshppict", skip, {}},
    {"objdata", skip, {}},
    {"page", letters, "\n"},
    {"par", letters, "\n"},
    {"pc", code_page, "ibm437"},
    {"pca", code_page, "ibm850"},
    {"pict", skip, {}},
    {"plain", plain, {}},
    {"pntext", list_mark, {}},
    {"qmspace", letters, " "},
    {"rdblquote", letters, "\xe2\x80\x9d"},
    {"revtbl", skip, {}},
    {"row", row, {}},
    {"rquote", letters, "\xe2\x80\x99"},
    {"rsidtbl", skip, {}},
    {"rxe", skip, {}},
    {"sect", letters, "\n"},
    {"stylesheet", skip, {}},
    {"tab", letters, "\t"},
    {"tc", skip, {}},
    {"themedata", skip, {}},
    {"u", unicode, {}},
    {"uc", unicode_skip, {}},
    {"v", hidden, {}},
    {"xe", skip, {}},
});

}  // namespace

const Word* find_word(std::string_view name) {
    const auto* found = std::find_if(words.begin(), words.end(), [&](const Word& word) { return word.name == name; });
    return found == words.end() ? nullptr : found;
}

std::string_view charset_of_font(int number) {
    constexpr auto charsets = std::to_array<std::pair<int, std::string_view>>({
        {0, "windows-1252"},   {2, "symbol"},         {77, "macintosh"},     {128, "windows-31j"},  {129, "windows-949"},
        {130, "johab"},        {134, "gb18030"},      {136, "big5"},         {161, "windows-1253"}, {162, "windows-1254"},
        {163, "windows-1258"}, {177, "windows-1255"}, {178, "windows-1256"}, {186, "windows-1257"}, {204, "windows-1251"},
        {222, "windows-874"},  {238, "windows-1250"}, {254, "ibm437"},       {255, "ibm850"},
    });
    const auto* found = std::find_if(charsets.begin(), charsets.end(), [&](const auto& row) { return row.first == number; });
    return found == charsets.end() ? std::string_view() : found->second;
}

}  // namespace mail::rtf
