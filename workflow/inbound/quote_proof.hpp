#pragma once

#include "mail/message/quote_candidate.hpp"
#include "workflow/inbound/held_text.hpp"
#include "workflow/inbound/quote_facts.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace workflow {

enum class LineFate : std::uint8_t {
    own,        // shown
    folded,     // a quote that the ticket does not hold
    signature,  // the writer's, by two signs
    cut         // the ticket holds it, or explains it, and it stands where a quote stands
};

/// A mail's text in four parts, by lines. Each line that is not blank is in just one of them.
struct ProvenText {
    std::string shown;   // what the writer typed, and what nobody can tell from it; above an inline answer its question, "> …"
    std::string folded;  // quoted, new to this ticket
    std::string signature;
    std::string cut;
    std::size_t left_out_lines = 0;  // lines in `cut` that are not blank
    bool edited = false;             // the writer took words out of the quote: he may have answered so
    std::vector<LineFate> fates;     // of each line of the text, divided at LF
};

/// Cuts from an answer what the ticket holds. A line goes only when its words stand in the ticket in this order *and* it stands
/// where quotes stand; a heading goes only when the ticket's facts explain it and known text stands below. With nothing held,
/// nothing is cut. `held`: the texts of the ticket that are older than this mail. `text`: UTF-8. `has_file`: the mail has an
/// attachment; without one, a text of which nothing would be left is shown whole. Linear in the text.
[[nodiscard]] ProvenText cut_by_proof(std::string_view text, std::span<const mail::QuoteCandidate> candidates,
                                      const HeldText& held, const TicketFacts& facts, bool has_file);

}  // namespace workflow
