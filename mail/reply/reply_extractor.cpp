// Cuts a text into what a person wrote now and the rest: calls the passes over its lines in order and collects the outcome.
#include "mail/reply/reply_extractor.hpp"

#include "config/base/ascii.hpp"
#include "mail/mime/address_list.hpp"
#include "mail/reply/attribution_lines.hpp"
#include "mail/reply/closing_lines.hpp"
#include "mail/reply/earlier_mail.hpp"
#include "mail/reply/header_block.hpp"
#include "mail/reply/quote_candidates.hpp"
#include "mail/reply/quote_markers.hpp"
#include "mail/reply/quoted_header_labels.hpp"
#include "mail/reply/reply_lines.hpp"
#include "mail/reply/unquoted_lines.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace mail {
namespace {

using reply::Bounds;
using reply::LineKind;
using reply::LineKinds;
using reply::Lines;

/// Cuts what PGP puts around a text that is signed in place.
LineKinds mark_pgp(const Lines& lines, LineKinds kinds) {
    bool head = false;
    bool tail = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto text = lines[i];
        if (text.starts_with("-----BEGIN PGP SIGNED MESSAGE-----")) head = true;
        if (text.starts_with("-----BEGIN PGP SIGNATURE-----")) tail = true;
        if ((head && kinds[i] == LineKind::own) || (tail && kinds[i] != LineKind::quote)) kinds[i] = LineKind::cut;
        if (kinds[i] == LineKind::blank) head = false;
        if (text.starts_with("-----END PGP SIGNATURE-----")) tail = false;
    }
    return kinds;
}

/// Cuts the quote above an answer at the bottom. With several quotes, the answers stand between them and need them.
LineKinds cut_leading_quote(LineKinds kinds, std::size_t own_end) {
    const auto end = kinds.begin() + static_cast<std::ptrdiff_t>(own_end);
    const auto first =
        std::find_if(kinds.begin(), end, [](LineKind kind) { return kind == LineKind::own || kind == LineKind::signature; });
    const auto quotes = [](auto from, auto to) { return std::find(from, to, LineKind::quote) != to; };
    if (first != end && quotes(kinds.begin(), first) && !quotes(first, end)) std::fill(kinds.begin(), first, LineKind::cut);
    return kinds;
}

/// Which lines are the reply.
std::vector<bool> kept_lines(const LineKinds& kinds, const Bounds& bounds, std::size_t own_end) {
    std::vector<bool> kept(kinds.size());
    const bool has_forward = bounds.forwarded < kinds.size();
    const auto end = std::min(bounds.earlier, own_end);
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (has_forward && (i >= bounds.forwarded || kinds[i] == LineKind::blank)) {
            kept[i] = true;
        } else {
            kept[i] = i < end && kinds[i] != LineKind::cut && kinds[i] != LineKind::signature;
        }
    }
    return kept;
}

bool shows_something(const LineKinds& kinds, const std::vector<bool>& kept) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kept[i] && kinds[i] != LineKind::blank) return true;
    }
    return false;
}

/// Without blanks at the end and without blank lines at the start.
void tidy(std::string& text) {
    const auto shown = reply::bare_text(text);
    text.resize(shown.empty() ? 0 : static_cast<std::size_t>(shown.data() - text.data()) + shown.size());
    const auto first = text.find_first_not_of('\n');
    if (first != std::string::npos && first > 0) text.erase(0, first);
}

CutReply collect(const Lines& lines, const std::vector<bool>& kept) {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < lines.size(); ++i)
        bytes += kept[i] ? lines.whole(i).size() : 0;
    CutReply out;
    out.reply.reserve(bytes);
    out.quoted.reserve(lines.all().size() - bytes);
    for (std::size_t i = 0; i < lines.size(); ++i)
        (kept[i] ? out.reply : out.quoted).append(lines.whole(i));
    tidy(out.reply);
    tidy(out.quoted);
    return out;
}

/// The fields at the head of the mail that is forwarded from line `start` on, and its text.
Forwarded read_forwarded(const Lines& lines, const LineKinds& kinds, const std::vector<reply::HeaderBlock>& blocks,
                         std::size_t start) {
    Forwarded out;
    auto i = start;
    std::string_view value;
    if (words::header_word(lines[i], value) == words::HeaderWord::none) {
        ++i;
        while (i < lines.size() && reply::is_bare(lines[i]))
            ++i;
    }
    const auto* const block = reply::block_at(blocks, i);
    for (const auto last = block != nullptr ? block->end() : i; i < last; ++i) {
        const auto word = words::header_word(lines[i], value);
        if (word == words::HeaderWord::subject && out.subject.empty()) out.subject = value;
        if (word != words::HeaderWord::from || !out.from.address.empty()) continue;
        const auto list = parse_addresses(value);
        if (!list.empty()) out.from = list.front();
    }
    std::string text;
    for (; i < lines.size(); ++i) {
        auto each = lines[i];
        if (kinds[start] == LineKind::quote && each.starts_with('>')) each.remove_prefix(each.starts_with("> ") ? 2 : 1);
        text.append(each).append("\n");
    }
    out.text = ascii::trim(text);
    return out;
}

}  // namespace

CutReply cut_reply(std::string_view text, const ReplyContext& context) {
    const Lines lines(text);
    const bool answers = context.is_reply || words::is_reply_subject(context.subject);
    const reply::UnquotedLines unquoted(lines);
    auto kinds = reply::first_kinds(unquoted);
    const bool deep = reply::has_deep_quote(lines, kinds);
    kinds = mark_pgp(lines, std::move(kinds));

    const auto html = reply::lines_of_marks(lines, context.marks);
    const auto blocks = reply::find_header_blocks(unquoted, context.subject);
    const auto found = reply::find_attributions(unquoted);
    auto bounds = reply::find_earlier_mail(lines, kinds, blocks, html, context.subject, answers);
    auto attributions = reply::mark_attributions(lines, std::move(kinds), bounds, found, html, answers);
    kinds = std::move(attributions.kinds);
    bounds = attributions.bounds;

    const auto stop = std::min(bounds.earlier, bounds.forwarded);
    kinds = reply::mark_signatures(lines, std::move(kinds), html.signature, stop);
    kinds = reply::mark_notice(lines, std::move(kinds), stop);
    const auto own_end = reply::own_end(lines, kinds, stop);
    kinds = cut_leading_quote(std::move(kinds), own_end);

    auto kept = kept_lines(kinds, bounds, own_end);
    // A mail that answers nothing and would be empty is shown whole.
    if (!answers && !shows_something(kinds, kept)) kept.assign(lines.size(), true);
    auto out = collect(lines, kept);
    if (bounds.forwarded < lines.size()) out.forwarded = read_forwarded(lines, kinds, blocks, bounds.forwarded);
    out.deep = deep;
    out.candidates = reply::find_quote_candidates(unquoted, found, blocks, html);
    const auto closing = reply::closing_start(lines, kinds);
    if (closing < lines.size()) out.signature_line = closing;
    return out;
}

}  // namespace mail
