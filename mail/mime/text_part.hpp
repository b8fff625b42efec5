#pragma once

#include "mail/mime/mime_scanner.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Caps in bytes on shown text and HTML. A longer one is cut, and the whole becomes an attachment.
inline constexpr std::size_t longest_text = 1U << 20U;
inline constexpr std::size_t longest_html = 4U << 20U;
/// HTML may hold pictures that are taken out of it before it is measured.
inline constexpr std::size_t longest_html_with_pictures = 40U << 20U;

/// Adds a defect once.
void note(std::vector<std::string>& defects, std::string_view what);

/// Converts line ends to LF, in place.
void to_unix_lines(std::string& text);

/// The text of a part as UTF-8, with transfer encoding and charset undone, up to about `most` bytes. Sets `cut` when there is
/// more.
[[nodiscard]] std::string decode_text(const Part& part, std::size_t most, bool& cut, std::vector<std::string>& defects);

/// A decoded text in the form that is shown: format=flowed lines joined, text/enriched without its commands.
[[nodiscard]] std::string plain_text(const Part& part, std::string text);

/// decode_text and plain_text in one, for parts of which the beginning is enough.
[[nodiscard]] std::string read_text(const Part& part, std::vector<std::string>& defects);

}  // namespace mail
