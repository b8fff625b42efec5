#pragma once

#include "mail/message/quote_candidate.hpp"
#include "mail/reply/attribution_lines.hpp"
#include "mail/reply/html_lines.hpp"
#include "mail/reply/header_block.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <vector>

namespace mail::reply {

/// Every place at which a quote, a forwarded mail or a signature may begin, at any depth of quoting, in the order of the lines.
/// Each is found by one sign alone, so none of them proves anything; but a signature or a notice that has two, by `kinds`, is
/// given with all its lines. At most 5,000; linear in the size of the text.
[[nodiscard]] std::vector<QuoteCandidate> find_quote_candidates(const UnquotedLines& lines, const LineKinds& kinds,
                                                                const std::vector<Attribution>& attributions,
                                                                const std::vector<HeaderBlock>& blocks, const HtmlLines& html);

}  // namespace mail::reply
