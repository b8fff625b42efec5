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
    std::size_t body = 0;       // offset of the body in the text
    bool no_separator = false;  // no empty line precedes the body
    bool too_large = false;     // a cap was reached and the rest was skipped
    bool skipped = false;       // lines that are not fields were skipped

    /// The raw value of the first field of that name; empty when there is none.
    [[nodiscard]] std::string_view get(std::string_view name) const;
    [[nodiscard]] bool has(std::string_view name) const;
};

/// Reads the header section at the start of `text` in one pass. Accepts a leading `From ` or `>From ` line, blanks before the
/// colon, other lines between fields, and a missing empty line before the body. A boundary line ends it.
[[nodiscard]] Header read_header(std::string_view text, const config::Limits& limits);

/// True when `line` starts as a header field does: a name of printable ASCII and a colon.
[[nodiscard]] bool looks_like_field(std::string_view line);

/// True when `line` is a common mail field (From, Content-Type, Received, X-…). Then a malformed line before it did not end the
/// header.
[[nodiscard]] bool is_known_field(std::string_view line);

}  // namespace mail
