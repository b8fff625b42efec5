#pragma once

#include "workflow/inbound/quote_fold.hpp"
#include "workflow/inbound/quote_lines.hpp"
#include "workflow/inbound/quote_proof.hpp"

namespace workflow::quotes {

/// Divides a text by the fates of its lines. Blank lines go with what is above them. Above an answer that stands between two
/// proven lines comes the last sentence of what it answers, "> Is it on?": "Yes." alone says nothing.
[[nodiscard]] ProvenText divided(const Lines& lines, const Fates& fates);

}  // namespace workflow::quotes
