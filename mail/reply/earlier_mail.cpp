// Finds where the earlier or the forwarded mail starts: a marker line ("-----Original Message-----"), a header block, or a place
// that the HTML names.
#include "mail/reply/earlier_mail.hpp"

#include "mail/reply/header_block.hpp"
#include "mail/reply/quote_markers.hpp"

#include <algorithm>
#include <optional>

namespace mail::reply {
namespace {

/// What a line that starts another mail says about it.
enum class Start { earlier, forwarded };

/// A line that looks like the end of the person's words, by itself or with the header block behind it.
std::optional<Start> start_at(const Lines& lines, const LineKinds& kinds, const std::vector<HeaderBlock>& blocks, std::size_t i,
                              bool marked, bool forwards, bool answers) {
    const auto labels_at = [&](std::size_t line) {
        const auto* block = block_at(blocks, line);
        return block != nullptr && block->from ? block->labels() : 0;
    };
    const bool original = words::is_original_marker(lines[i]);
    const bool rule = is_rule(lines[i]);
    const auto after = next_shown(kinds, i + 1);
    std::size_t block = i;
    if ((original || rule) && after < lines.size() && labels_at(after) >= 2) {
        block = after;
    } else if (!original && !marked && labels_at(i) < 3) {
        return std::nullopt;
    }
    if (forwards && (original || labels_at(next_shown(kinds, block)) >= 2)) return Start::forwarded;
    // A header block alone in a mail that answers nothing may be what it is about.
    if (!original && !marked && !answers && !rule) return std::nullopt;
    return Start::earlier;
}

}  // namespace

HtmlLines lines_of_marks(const Lines& lines, std::span<const QuoteMark> marks) {
    HtmlLines out;
    std::size_t mark = 0;
    for (std::size_t i = 0; i < lines.size() && mark < marks.size(); ++i) {
        for (; mark < marks.size() && marks[mark].offset <= lines.start(i); ++mark) {
            switch (marks[mark].kind) {
                case QuoteMark::Kind::attribution:
                    out.attribution.push_back(i);
                    break;
                case QuoteMark::Kind::rest:
                    out.rest.push_back(i);
                    break;
                case QuoteMark::Kind::signature:
                    out.signature.push_back(i);
                    break;
            }
        }
    }
    return out;
}

Bounds find_earlier_mail(const Lines& lines, const LineKinds& kinds, const std::vector<HeaderBlock>& blocks,
                         const HtmlLines& html, std::string_view subject, bool answers) {
    const auto none = lines.size();
    const bool forwards = words::is_forward_subject(subject);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        // Apple Mail quotes what it forwards; the marker is the first quoted line then.
        const bool first_quoted = kinds[i] == LineKind::quote && (i == 0 || kinds[i - 1] == LineKind::blank);
        if (kinds[i] != LineKind::own && !first_quoted) continue;
        if (words::is_forward_marker(lines[i])) return {.earlier = none, .forwarded = i};
        if (words::is_groupwise_marker(lines[i])) return {.earlier = i, .forwarded = none};
        if (first_quoted) continue;
        if (words::is_reply_marker(lines[i])) return {.earlier = i, .forwarded = none};
        const bool marked = std::binary_search(html.rest.begin(), html.rest.end(), i);
        const auto start = start_at(lines, kinds, blocks, i, marked, forwards, answers);
        if (start == Start::forwarded) return {.earlier = none, .forwarded = i};
        if (start == Start::earlier) return {.earlier = i, .forwarded = none};
    }
    return {.earlier = none, .forwarded = none};
}

}  // namespace mail::reply
