#pragma once

#include "mail/reply/attribution_lines.hpp"
#include "mail/reply/header_block.hpp"
#include "mail/reply/html_lines.hpp"
#include "mail/reply/reply_lines.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <vector>

namespace mail::reply {

/// What the recognisers found in a text. Each sign alone proves nothing.
struct TextSigns {
    const Lines& lines;
    const UnquotedLines& unquoted;
    const std::vector<Attribution>& attributions;
    const std::vector<HeaderBlock>& blocks;
    const HtmlLines& html;
};

/// What is known of the mail besides its text.
struct MailFacts {
    bool answers = false;   // it answers another mail
    bool forwards = false;  // its subject says that it forwards one
};

struct QuoteStructure {
    LineKinds kinds;
    Bounds bounds;
    std::vector<std::size_t> mixed;  // lines on which an attribution stands behind the person's words, ascending
};

/// Finds where an earlier mail begins, by two signs: an attribution or a header block with a marked quote below it; in an answer
/// with words above, an attribution that names who and when, a header block with two facts, "-----Original Message-----", or a
/// mark of the HTML with any of these in its text. A block that the words above introduce ("the head says:"), and a quote into
/// which the writer says to have typed, stay.
[[nodiscard]] QuoteStructure find_structure(const TextSigns& signs, LineKinds kinds, const MailFacts& facts);

}  // namespace mail::reply
