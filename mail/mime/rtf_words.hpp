#pragma once

#include <cstdint>
#include <string_view>

/// The control words of RTF that matter for its text (Rich Text Format Specification 1.9.1).
namespace mail::rtf {

enum class Action : std::uint8_t {
    none,
    letters,  // stands for the row's text
    skip,     // its group is none of the text
    font_table,
    list_mark,  // its group is the mark before a list's item
    result,     // its group is the text of a field
    code_page,
    font,
    default_font,
    font_charset,
    font_code_page,
    unicode,
    unicode_skip,
    hidden,
    plain,
    cell,
    row,
    from_html,
    html_only,  // what follows stands in the RTF only, not in the wrapped HTML
    binary,
};

struct Word {
    std::string_view name;
    Action action = Action::none;
    std::string_view text;
};

/// The row of a control word; nullptr: it says nothing about the text.
[[nodiscard]] const Word* find_word(std::string_view name);

/// The charset label of a font's \fcharset number; empty: that of the document.
[[nodiscard]] std::string_view charset_of_font(int number);

}  // namespace mail::rtf
