#pragma once

#include <string_view>

namespace mail {

/// The most likely charset of unlabelled bytes that are not UTF-8, by their structure, the letters that are common in mail and
/// models of languages: East Asian, Cyrillic, Greek, Hebrew, Arabic, Thai and Latin ones, else "windows-1252". Reads the lines
/// with non-ASCII bytes, at most 8 KiB of them.
[[nodiscard]] std::string_view detect_charset(std::string_view bytes);

/// The same by the structure of the bytes alone: East Asian, Russian, else "windows-1252". For short pieces, of which a mail may
/// hold many: the models take 200 µs for each text, however short.
[[nodiscard]] std::string_view detect_charset_by_structure(std::string_view bytes);

/// The Cyrillic charset that bytes are in for sure although `label`, windows-1251 or KOI8, names the other: by the label words go
/// from small letters to capitals ("оПХБЕР"), by the other they are in order. Empty: the label may be right.
[[nodiscard]] std::string_view swapped_cyrillic(std::string_view bytes, std::string_view label);

}  // namespace mail
