// Gathers what may begin a quote: each recogniser is asked at every line and at every depth.
#include "mail/reply/quote_candidates.hpp"

#include "mail/reply/quote_markers.hpp"
#include "mail/reply/signature_phrases.hpp"

#include <algorithm>

namespace mail::reply {
namespace {

using Kind = QuoteCandidate::Kind;

constexpr std::size_t most = 5000;

void add_lines(std::vector<QuoteCandidate>& out, Kind kind, const std::vector<std::size_t>& lines) {
    for (const auto line : lines)
        out.push_back({kind, line, 0});
}

/// A separator, a device's line, the first line of a notice, or a rule above the footer of a list.
bool closes(const UnquotedLines& lines, std::size_t i) {
    const auto text = lines[i];
    if (text == "--" || text == "—" || words::is_device_signature(text)) return true;
    const bool rule = is_rule(text);
    const bool begins = i == 0 || lines.blank(i - 1) || is_rule(lines[i - 1]);
    if (begins && !rule && words::opens_disclaimer(text)) return true;
    return rule && i + 1 < lines.size() && words::names_list(lines[i + 1]);
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

std::vector<QuoteCandidate> find_quote_candidates(const UnquotedLines& lines, const std::vector<Attribution>& attributions,
                                                  const std::vector<HeaderBlock>& blocks, const HtmlLines& html) {
    std::vector<QuoteCandidate> out;
    for (const auto& each : attributions)
        out.push_back({Kind::attribution, each.line, each.lines});
    for (const auto& each : blocks) {
        if (each.labels() >= 2) out.push_back({Kind::header_block, each.line, each.lines});
    }
    for (std::size_t i = 0; i < lines.size() && out.size() < 2 * most; ++i) {
        if (!lines.blank(i)) add_marker(out, lines, i);
    }
    add_lines(out, Kind::html_quote, html.attribution);
    add_lines(out, Kind::html_quote, html.rest);
    for (const auto& each : html.signature)
        out.push_back({Kind::signature, each.from, 0});
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    if (out.size() > most) out.resize(most);
    return out;
}

}  // namespace mail::reply
