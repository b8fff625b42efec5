// Lays out RTF's tables, lists and links as plain text.
#include "mail/mime/rtf_layout.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/charset.hpp"

#include <algorithm>

namespace mail::rtf {

std::string row_of_cells(std::string_view cells) {
    std::string row;
    while (!cells.empty()) {
        const auto end = cells.find(cell_end_sign);
        auto content = std::string(ascii::trim(cells.substr(0, end)));
        std::replace(content.begin(), content.end(), '\n', ' ');
        if (!row.empty() && !content.empty()) row += " | ";
        row += content;
        if (end == std::string_view::npos) break;
        cells.remove_prefix(end + 1);
    }
    return row;
}

std::string list_mark(std::string_view written) {
    const auto mark = ascii::trim(written);
    if (mark.empty()) return {};
    const bool is_number = mark != "o" && std::any_of(mark.begin(), mark.end(), ascii::is_alnum);
    return std::string(is_number ? mark : "-").append(" ");
}

std::string link_of_field(std::string_view instruction) {
    const auto at = ascii::find(instruction, "hyperlink");
    if (at == std::string_view::npos) return {};
    const auto from = instruction.find('"', at);
    const auto to = from == std::string_view::npos ? from : instruction.find('"', from + 1);
    if (to == std::string_view::npos) return {};
    auto target = to_utf8(instruction.substr(from + 1, to - from - 1), {}).text;
    for (const std::string_view scheme : {"http://", "https://", "mailto:", "ftp://"}) {
        if (ascii::starts_with(target, scheme)) return target;
    }
    return {};
}

}  // namespace mail::rtf
