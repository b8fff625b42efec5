#pragma once

#include "workflow/inbound/quote_fact_sheet.hpp"
#include "workflow/inbound/quote_lines.hpp"

namespace workflow::quotes {

/// Finds quote marks other than `>` and gives their lines a depth. "KB> " counts when it names a person of the ticket and two
/// lines are known behind it that are not known with it. A mark without words ("| ", "# ", ") ", a tab, an indent) counts when a
/// known text begins with its first line and two of its lines are known: people indent what they paste, too.
void find_foreign_marks(Lines& lines, const FactSheet& facts);

}  // namespace workflow::quotes
