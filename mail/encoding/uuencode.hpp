#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A file between `begin MODE NAME` and `end` in a text (POSIX uuencode, also `begin-base64`).
struct UuencodedFile {
    std::string name;      // as written
    std::string content;   // decoded
    std::size_t from = 0;  // its place in the text, whole lines: [from, to)
    std::size_t to = 0;
};

/// All such files in `text`, in order. A `begin` line is text when the next line is not encoded. A file without its end is
/// returned up to the end of the text.
[[nodiscard]] std::vector<UuencodedFile> find_uuencoded(std::string_view text);

}  // namespace mail
