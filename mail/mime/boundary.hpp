#pragma once

#include <optional>
#include <string>
#include <string_view>

// Lines and boundaries of multiparts (RFC 2046 5.1.1).
namespace mail {

/// The start of the next line that begins with `--`, from `pos` (a line's start) on; npos: none.
[[nodiscard]] std::size_t find_dashes(std::string_view text, std::size_t pos);

/// The line that starts at `pos`, without its end.
[[nodiscard]] std::string_view line_at(std::string_view text, std::size_t pos);

/// The start of the line after the one at `pos`.
[[nodiscard]] std::size_t next_line(std::string_view text, std::size_t pos);

/// The text from `from` to `end`, without the line end that belongs to the boundary at `end`.
[[nodiscard]] std::string_view body_until(std::string_view text, std::size_t from, std::size_t end);

enum class Mark { none, delimiter, close };

/// Compares a line that starts with `--` with a boundary. Only blanks may follow the boundary, so a longer boundary with the same
/// beginning does not match.
[[nodiscard]] Mark match_boundary(std::string_view line, std::string_view boundary);

/// Matches a closing boundary with text appended to it, which mail scanners produce.
[[nodiscard]] Mark match_glued(std::string_view line, std::string_view boundary);

/// True for a field with which a part's header may start.
[[nodiscard]] bool is_content_field(std::string_view line);

/// An undeclared boundary in `region`: a `--` line with a Content- field below it.
[[nodiscard]] std::optional<std::string> guess_boundary(std::string_view region);

}  // namespace mail
