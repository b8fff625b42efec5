#pragma once

#include "workflow/inbound/quote_lines.hpp"
#include "workflow/inbound/quote_structure.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace workflow::quotes {

/// What a walk over the lines of a quote finds.
struct Proof {
    std::vector<bool> proven;  // by index in Lines
    bool gaps = false;         // words of the ticket are left out between proven lines: somebody edited the quote
};

/// Lines that may go if they are proven.
struct Region {
    std::vector<std::uint32_t> lines;  // ascending indices
    std::vector<bool> stubs;           // by index in Lines: the line's end was wrapped into the next line, outside of the marks
};

/// Reads the lines of a region as one text, from structure to structure. A line of five words or more is proven by the windows
/// inside it; a shorter one must be held from both sides. Lines that do not go on are skipped: somebody typed them. Where the
/// text of the ticket has more between two proven lines, both stay, since what was taken away may be the answer. Linear.
void prove(const Lines& lines, const Region& region, std::span<const Structure> structures, Proof& proof);

}  // namespace workflow::quotes
