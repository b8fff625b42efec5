#pragma once

#include "mail/mime/mime_scanner.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Longer texts are shown to here; the whole is an attachment then. A person writes less.
inline constexpr std::size_t longest_text = 1U << 20U;
inline constexpr std::size_t longest_html = 4U << 20U;

/// Adds a defect once.
void note(std::vector<std::string>& defects, std::string_view what);

/// Line ends as LF, in place.
void to_unix_lines(std::string& text);

/// The text of a part as UTF-8: transfer encoding and charset undone, to about `most` bytes; `cut` says that more was there.
[[nodiscard]] std::string decode_text(const Part& part, std::size_t most, bool& cut, std::vector<std::string>& defects);

/// A decoded text as it is shown, whatever form of plain text it was sent in: format=flowed put together, text/enriched without
/// its commands.
[[nodiscard]] std::string plain_text(const Part& part, std::string text);

/// Both of these, for a part whose beginning is enough.
[[nodiscard]] std::string read_text(const Part& part, std::vector<std::string>& defects);

}  // namespace mail
