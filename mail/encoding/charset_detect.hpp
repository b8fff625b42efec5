#pragma once

#include <string_view>

namespace mail {

/// The most likely charset of unlabelled bytes that are not UTF-8, by their structure, the letters that are common in mail and
/// models of languages: East Asian, Cyrillic, Greek, Hebrew, Arabic, Thai and Latin ones, else "windows-1252". Reads the lines
/// with non-ASCII bytes, at most 8 KiB of them.
[[nodiscard]] std::string_view detect_charset(std::string_view bytes);

}  // namespace mail
