#pragma once

#include "config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// One header field, as views into the mail. The value is raw: folded, not decoded.
struct Field {
    std::string_view name;
    std::string_view value;
};

/// A header section and where the body behind it starts.
struct Header {
    std::vector<Field> fields;
    std::size_t body = 0;       // offset of the body in the text that was read
    bool no_separator = false;  // the body follows without an empty line
    bool too_large = false;     // a cap was reached; the rest is skipped
    bool skipped = false;       // lines that are no fields were left out

    /// The raw value of the first field of that name (duplicates: the first counts); empty when there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

/// Reads the header section at the start of `text` in one pass. Tolerant: a `From ` or `>From ` line in front, blanks before the
/// colon, lines that are no fields between fields, no empty line before the body. A boundary line ends it.
[[nodiscard]] Header read_header(std::string_view text, const config::Limits& limits);

/// True when `line` starts as a header field does: a name of printable ASCII and a colon.
[[nodiscard]] bool looks_like_field(std::string_view line);

/// True when `line` is a field that mail is made of (From, Content-Type, Received, X-…): then a line before it was a slip.
[[nodiscard]] bool is_known_field(std::string_view line);

}  // namespace mail
