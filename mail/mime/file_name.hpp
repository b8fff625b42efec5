#pragma once

#include <string>
#include <string_view>

namespace mail {

/// A name that is safe to show and save: the last path component without controls, direction marks, invisible characters and
/// characters that file systems refuse, at most 200 bytes, with its extension. Empty when nothing is left.
[[nodiscard]] std::string safe_file_name(std::string_view name);

/// A name for an attachment that has none: "attachment-2.pdf", by its number and type.
[[nodiscard]] std::string invented_file_name(std::string_view type, int number);

}  // namespace mail
