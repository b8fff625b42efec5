// Gathers what may begin a quote: each recogniser is asked at every line and at every depth.
#include "mail/reply/quote_candidates.hpp"

#include "mail/reply/quote_markers.hpp"
#include "mail/reply/signature_phrases.hpp"

namespace mail::reply {
namespace {

using Kind = QuoteCandidate::Kind;

constexpr std::size_t most = 5000;

/// A separator, a device's line, the first line of a notice, or a rule above the footer of a list.
bool closes(const UnquotedLines& lines, std::size_t i) {
    const auto text = lines[i];
    if (text == "--" || text == "—") return true;
    const bool rule = is_rule(text);
    const bool begins = i == 0 || lines.blank(i - 1) || is_rule(lines[i - 1]);
    const bool ends = i + 1 >= lines.size() || lines.blank(i + 1);
    if ((begins || ends) && !rule && words::is_device_signature(text)) return true;
    if (begins && !rule && words::opens_disclaimer(text)) return true;
    return rule && i + 1 < lines.size() && words::names_list(lines[i + 1]);
}

/// The length of the run of signature or notice lines at line `i`, with the empty lines in it.
std::size_t closing_lines_at(const LineKinds& kinds, std::size_t i) {
    std::size_t out = 0;
    for (auto n = i; n < kinds.size(); ++n) {
        if (kinds[n] == LineKind::signature || kinds[n] == LineKind::notice) {
            out = n + 1 - i;
        } else if (kinds[n] != LineKind::blank || out == 0) {
            break;
        }
    }
    return out;
}

/// What the line says by itself.
void add_marker(std::vector<QuoteCandidate>& out, const UnquotedLines& lines, std::size_t i) {
    const auto text = lines[i];
    if (words::is_forward_marker(text)) {
        out.push_back({Kind::forward, i, 1});
    } else if (words::is_original_marker(text) || words::is_groupwise_marker(text) || words::is_reply_marker(text)) {
        out.push_back({Kind::marker, i, 1});
    } else if (closes(lines, i)) {
        out.push_back({Kind::signature, i, 1});
    }
}

}  // namespace

std::vector<QuoteCandidate> find_quote_candidates(const UnquotedLines& lines, const LineKinds& kinds,
                                                  const std::vector<Attribution>& attributions,
                                                  const std::vector<HeaderBlock>& blocks, const HtmlLines& html) {
    std::vector<QuoteCandidate> out;
    // Each list is in the order of the lines: one walk over the lines puts them together.
    std::size_t closed = 0;  // behind the last signature by two signs
    auto attribution = attributions.begin();
    auto block = blocks.begin();
    auto named = html.attribution.begin();
    auto rest = html.rest.begin();
    auto signature = html.signature.begin();
    for (std::size_t i = 0; i < lines.size() && out.size() < most; ++i) {
        for (; named != html.attribution.end() && *named == i; ++named)
            out.push_back({Kind::html_quote, i, 0});
        for (; rest != html.rest.end() && *rest == i; ++rest)
            out.push_back({Kind::html_quote, i, 0});
        for (; signature != html.signature.end() && signature->from == i; ++signature)
            out.push_back({Kind::signature, i, 0});
        for (; attribution != attributions.end() && attribution->line == i; ++attribution)
            out.push_back({Kind::attribution, i, attribution->lines});
        for (; block != blocks.end() && block->line == i; ++block) {
            if (block->labels() >= 2) out.push_back({Kind::header_block, i, block->lines});
        }
        const auto closing = i < closed ? 0 : closing_lines_at(kinds, i);
        if (closing > 0) {
            out.push_back({Kind::signature, i, closing});
            closed = i + closing;
        }
        if (!lines.blank(i) && i >= closed) add_marker(out, lines, i);
    }
    if (out.size() > most) out.resize(most);
    return out;
}

}  // namespace mail::reply
