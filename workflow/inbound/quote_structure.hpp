#pragma once

#include "mail/message/quote_candidate.hpp"
#include "workflow/inbound/quote_fact_sheet.hpp"
#include "workflow/inbound/quote_lines.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace workflow::quotes {

/// How well the facts of the ticket explain lines that seem to introduce a quote.
enum class Strength : std::uint8_t {
    shape,  // they look so: they stay, and what is below may be a quote
    facts,  // all addresses are the ticket's, and few words are not explained: they go
    full    // every word is explained: they go, and proof may stand anywhere below
};

/// Lines between a person's words and a quote: "On … wrote:", a header block, "-----Original Message-----".
struct Structure {
    std::size_t first = 0;  // index in Lines
    std::size_t count = 0;  // how many; 0: it stands before `first` and has no line
    Strength strength = Strength::shape;
    bool counts = false;    // proof stands below
    bool marked = false;    // what is below has more quote marks
    std::size_t below = 0;  // the first line below that is more than a rule; Lines::size(): none
};

/// The structures of a mail, ascending and apart from each other, each with whether it counts. `candidates` are guesses of the
/// readers of the mail. A lone heading is no proof: a structure counts when known text stands below where it must stand.
[[nodiscard]] std::vector<Structure> find_structures(const Lines& lines, std::span<const mail::QuoteCandidate> candidates,
                                                     const FactSheet& facts);

}  // namespace workflow::quotes
