#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A file that stands in a text between `begin MODE NAME` and `end` (POSIX uuencode; `begin-base64` too).
struct UuencodedFile {
    std::string name;      // as written
    std::string content;   // decoded
    std::size_t from = 0;  // its place in the text, whole lines: [from, to)
    std::size_t to = 0;
};

/// All such files in `text`, in order. A `begin` line whose next line is not encoded is text and stays; a file that the text ends
/// in is given as far as it goes.
[[nodiscard]] std::vector<UuencodedFile> find_uuencoded(std::string_view text);

}  // namespace mail
