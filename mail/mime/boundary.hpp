#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Lines and boundaries of multiparts (RFC 2046 5.1.1).
namespace mail {

/// Where the next line that starts with `--` begins, at `pos` (a line's start) or behind it; npos: nowhere.
[[nodiscard]] std::size_t find_dashes(std::string_view text, std::size_t pos);

/// The line that starts at `pos`, without its end.
[[nodiscard]] std::string_view line_at(std::string_view text, std::size_t pos);

/// Where the line after the one at `pos` starts.
[[nodiscard]] std::size_t next_line(std::string_view text, std::size_t pos);

/// The text up to `end` without the line end before the boundary there.
[[nodiscard]] std::string_view body_until(std::string_view text, std::size_t from, std::size_t end);

enum class Mark { none, delimiter, close };

/// What a line that starts with `--` is to a boundary. Only blanks may follow; so a boundary that another starts with is not
/// taken for it.
[[nodiscard]] Mark match_boundary(std::string_view line, std::string_view boundary);

/// A closing boundary with text glued to it, as scanners on the way do.
[[nodiscard]] Mark match_glued(std::string_view line, std::string_view boundary);

/// A field that a part's header starts with.
[[nodiscard]] bool is_content_field(std::string_view line);

/// A boundary that stands in `region` although no parameter names it: a `--` line with a Content- field below it.
[[nodiscard]] std::optional<std::string> guess_boundary(std::string_view region);

}  // namespace mail
