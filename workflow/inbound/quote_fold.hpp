#pragma once

#include "mail/message/quote_candidate.hpp"
#include "workflow/inbound/quote_fact_sheet.hpp"
#include "workflow/inbound/quote_lines.hpp"
#include "workflow/inbound/quote_proof.hpp"
#include "workflow/inbound/quote_structure.hpp"

#include <span>
#include <vector>

namespace workflow::quotes {

using Fates = std::vector<LineFate>;  // by index in Lines

/// Folds quotes that the ticket does not hold: below a structure that does not count, twenty words or more, with nothing proven
/// in them and the writer's words above.
void fold_unknown(const Lines& lines, std::span<const Structure> structures, Fates& fates);

/// Folds the writer's signature by two signs. It begins with "-- ", a line of nothing but his name, or where a reader of the mail
/// saw one begin; and all below is known from his earlier mails, or, after "-- ", his name comes first and eight lines follow at
/// most. It is looked for above the first quote (`above` is that line) and at the end.
void fold_signature(const Lines& lines, std::span<const mail::QuoteCandidate> candidates, const FactSheet& facts,
                    std::size_t above, Fates& fates);

}  // namespace workflow::quotes
