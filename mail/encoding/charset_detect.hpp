#pragma once

#include <string_view>

namespace mail {

/// The charset that unlabelled bytes most likely are in, by their structure and by which letters are common in mail:
/// "iso-2022-jp", "windows-31j", "euc-jp", "gb18030", "big5", "windows-949", "windows-1251", "koi8-r" or, when nothing else is
/// plain, "windows-1252". For bytes that are not UTF-8. Looks at the first 4 KiB of non-ASCII bytes.
[[nodiscard]] std::string_view detect_charset(std::string_view bytes);

}  // namespace mail
