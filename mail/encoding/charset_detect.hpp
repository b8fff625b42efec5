#pragma once

#include <string_view>

namespace mail {

/// The most likely charset of unlabelled bytes, by their structure and the letters that are common in mail: "iso-2022-jp",
/// "windows-31j", "euc-jp", "gb18030", "big5", "windows-949", "windows-1251", "koi8-r", else "windows-1252". For bytes that are
/// not UTF-8. Reads the first 4 KiB of non-ASCII bytes.
[[nodiscard]] std::string_view detect_charset(std::string_view bytes);

}  // namespace mail
