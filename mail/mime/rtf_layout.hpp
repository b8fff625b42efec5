#pragma once

#include <string>
#include <string_view>

/// How RTF's tables, lists and fields look in plain text.
namespace mail::rtf {

/// Stands behind each cell until its row ends; no text holds it.
inline constexpr std::string_view cell_end = "\x1f";
inline constexpr char cell_end_sign = '\x1f';

/// The cells of one row beside each other: "Item | 40". The line ends between paragraphs of a cell become blanks.
[[nodiscard]] std::string row_of_cells(std::string_view cells);

/// The mark before a list's item with its blank: "1. "; "- " for a sign of a symbol font.
[[nodiscard]] std::string list_mark(std::string_view written);

/// The target of a field's instruction `HYPERLINK "https://…"`; empty: no link that is worth showing.
[[nodiscard]] std::string link_of_field(std::string_view instruction);

}  // namespace mail::rtf
