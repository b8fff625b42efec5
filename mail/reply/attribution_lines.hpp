#pragma once

#include "mail/reply/attribution_phrases.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <cstddef>
#include <vector>

namespace mail::reply {

/// Lines that read as "On … wrote:", all of one depth.
struct Attribution {
    std::size_t line = 0;
    std::size_t lines = 1;
    words::Likeness likeness = words::Likeness::none;
    /// The person's words stand before it on its first line ("Thanks. On Mon, Nov 23, …").
    bool words_before = false;
    [[nodiscard]] std::size_t end() const { return line + lines; }
};

/// The attributions of a text, ascending, at any depth. Each begins at the latest line at which it can, so that a person's line
/// directly above it stays out. Linear: at most 2,000 places are looked at closely.
[[nodiscard]] std::vector<Attribution> find_attributions(const UnquotedLines& lines);

}  // namespace mail::reply
