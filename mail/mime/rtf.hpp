#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// What an RTF document says, in UTF-8. One of both is empty.
struct RtfText {
    std::string text;  // lines end in LF
    std::string html;  // when the RTF only wraps HTML (MS-OXRTFEX)
};

/// Undoes the compression of RTF in Outlook's mails (MS-OXRTFCP): LZFu, or MELA, which is none. At most `most` bytes are written;
/// what a damaged end leaves out is lost. nullopt: it is neither.
[[nodiscard]] std::optional<std::string> decompress_rtf(std::string_view compressed, std::size_t most);

/// Reads RTF: its letters in the code pages of its fonts, paragraphs, tables, lists and links, or the HTML that it wraps. Text
/// that a reader does not see (hidden, pictures, properties) is left out. Linear in the size, and so is what comes out.
[[nodiscard]] RtfText read_rtf(std::string_view rtf);

}  // namespace mail
