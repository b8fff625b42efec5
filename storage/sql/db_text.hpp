#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace storage {

/// Valid UTF-8 without NUL, which both databases accept: NULs are dropped, and each byte that is not UTF-8 becomes
/// U+FFFD. Every bound string passes through here.
[[nodiscard]] std::string clean(std::string_view text);

/// `text`, cleaned and short enough for an index of either database (PostgreSQL allows a third of a page). A long text
/// is replaced by its SHA-256.
[[nodiscard]] std::string index_key(std::string_view text);

/// A list of strings as one column, written as a JSON array. split_list returns an empty list for any other text.
[[nodiscard]] std::string join_list(const std::vector<std::string>& items);
[[nodiscard]] std::vector<std::string> split_list(const std::string& column);

/// Appends `text`, which must be clean, as a JSON string with its quotes.
void append_json(std::string& out, std::string_view text);

void append_base64(std::string& out, std::string_view bytes);

/// Decodes PostgreSQL's `\x…` output of a bytea.
[[nodiscard]] std::string from_bytea(std::string_view hex);

}  // namespace storage
