// Cuts a text into what a person wrote now and the rest: calls the passes over its lines in order and collects the outcome.
#include "mail/reply/reply_extractor.hpp"

#include "config/base/ascii.hpp"
#include "mail/message/gateway_banner.hpp"
#include "mail/message/pgp_armor.hpp"
#include "mail/reply/answers_inside.hpp"
#include "mail/reply/attribution_lines.hpp"
#include "mail/reply/closing_lines.hpp"
#include "mail/reply/forwarded_mail.hpp"
#include "mail/reply/header_block.hpp"
#include "mail/reply/html_lines.hpp"
#include "mail/reply/other_quote_marks.hpp"
#include "mail/reply/quote_candidates.hpp"
#include "mail/reply/quote_markers.hpp"
#include "mail/reply/quote_structure.hpp"
#include "mail/reply/quoted_header_labels.hpp"
#include "mail/reply/reply_lines.hpp"
#include "mail/reply/signature_phrases.hpp"
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

/// Cuts the lines that PGP sets around a text that is signed in place.
LineKinds mark_pgp(const Lines& lines, LineKinds kinds) {
    for (const LineRange& armor : pgp_armor(lines.all()))
        for (std::size_t i = armor.first; i < armor.first + armor.count; ++i)
            if (kinds[i] != LineKind::quote && kinds[i] != LineKind::blank) kinds[i] = LineKind::cut;
    return kinds;
}

/// Cuts what a mail gateway set above the text.
LineKinds mark_banner(const Lines& lines, LineKinds kinds) {
    const std::size_t end = gateway_banner_end(lines.all());
    for (std::size_t i = 0; i < lines.size() && lines.start(i) < end; ++i)
        if (kinds[i] != LineKind::blank) kinds[i] = LineKind::cut;
    return kinds;
}

/// Cuts the quote above an answer at the bottom. With several quotes, the answers stand between them and need them; and when the
/// quote of the answered mail stands below with its own attribution, the one on top is the person's choice. In a mail that
/// answers nothing a quote without an attribution is the person's, too. `before`: the kinds before the end of the text was looked
/// at.
LineKinds cut_leading_quote(const LineKinds& before, LineKinds kinds, std::size_t stop, bool answers) {
    const auto end = kinds.begin() + static_cast<std::ptrdiff_t>(stop);
    const auto first =
        std::find_if(kinds.begin(), end, [](LineKind kind) { return kind == LineKind::own || kind == LineKind::signature; });
    const auto has = [](auto from, auto to, LineKind kind) { return std::find(from, to, kind) != to; };
    const bool counts = answers || has(kinds.begin(), first, LineKind::attribution);
    const bool below =
        has(before.begin() + (first - kinds.begin()), before.begin() + static_cast<std::ptrdiff_t>(stop), LineKind::attribution);
    if (first != end && counts && !below && has(kinds.begin(), first, LineKind::quote) && !has(first, end, LineKind::quote))
        std::fill(kinds.begin(), first, LineKind::cut);
    return kinds;
}

/// When the words above announce answers inside the quote, and no line of the person stands below its begin, they were typed into
/// marked lines: the quote stays. `before`: the kinds before the end of the text was looked at.
LineKinds keep_answered_quote(const Lines& lines, const LineKinds& before, LineKinds kinds, std::size_t stop) {
    const auto quotes = [](LineKind kind) { return kind == LineKind::quote || kind == LineKind::attribution; };
    const auto end = before.begin() + static_cast<std::ptrdiff_t>(stop);
    const auto first = static_cast<std::size_t>(std::find_if(before.begin(), end, quotes) - before.begin());
    if (first == stop || first == 0) return kinds;
    const auto below = kinds.begin() + static_cast<std::ptrdiff_t>(first);
    if (std::find(below, kinds.begin() + static_cast<std::ptrdiff_t>(stop), LineKind::own) !=
        kinds.begin() + static_cast<std::ptrdiff_t>(stop))
        return kinds;
    if (!words::announces_answers_inside(lines.all().substr(0, lines.start(first)))) return kinds;
    for (auto i = first; i < stop; ++i) {
        if (quotes(before[i])) kinds[i] = before[i];
    }
    return kinds;
}

/// Which lines are the reply. Between answers a quote stays with its attribution, unless its lines bear no `>`: then the
/// attribution alone would tell, and it reads like the person's words.
std::vector<bool> kept_lines(const reply::UnquotedLines& lines, const LineKinds& kinds, const Bounds& bounds) {
    std::vector<bool> kept(kinds.size());
    const bool has_forward = bounds.forwarded < kinds.size();
    bool marked_quote = false;  // the next line that shows something is a quote with a mark
    bool kept_below = false;    // an empty line goes with what stands below it
    for (auto i = kinds.size(); i > 0; --i) {
        const auto kind = kinds[i - 1];
        const bool stays = kind == LineKind::own || kind == LineKind::quote || (kind == LineKind::attribution && marked_quote) ||
                           (kind == LineKind::blank && kept_below);
        kept[i - 1] = has_forward ? i - 1 >= bounds.forwarded || stays : i - 1 < bounds.earlier && stays;
        kept_below = kept[i - 1];
        if (kind == LineKind::blank || kind == LineKind::attribution) continue;
        marked_quote = kind == LineKind::quote && lines.depth(i - 1) > 0;
    }
    return kept;
}

bool shows_something(const LineKinds& kinds, const std::vector<bool>& kept) {
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kept[i] && kinds[i] != LineKind::blank) return true;
    }
    return false;
}

/// Nothing would be left: then the mail is shown whole, unless it is an answer whose file says all, or one in which there is
/// nothing but what a device wrote.
bool must_show_all(const Lines& lines, const LineKinds& kinds, const std::vector<bool>& kept, bool answers, bool has_file) {
    if (shows_something(kinds, kept)) return false;
    if (!answers) return true;
    if (has_file) return false;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i] != LineKind::blank && !(kinds[i] == LineKind::signature && words::is_device_signature(lines[i])))
            return true;
    }
    return false;
}

/// A mail whose subject begins with "VS:" is an answer when its quote has Finnish labels.
reply::MailFacts facts_of(const ReplyContext& context, const std::vector<reply::HeaderBlock>& blocks) {
    const bool finnish = words::is_ambiguous_prefix(context.subject) &&
                         std::any_of(blocks.begin(), blocks.end(), [](const auto& each) { return each.finnish; });
    return {context.is_reply || finnish || words::is_reply_subject(context.subject),
            !finnish && words::is_forward_subject(reply::behind_tags(context.subject))};
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

}  // namespace

CutReply cut_reply(std::string_view text, const ReplyContext& context) {
    const Lines lines(text);
    const reply::UnquotedLines unquoted(lines);
    const auto html = reply::lines_of_marks(lines, context.marks);
    const auto blocks = reply::find_header_blocks(unquoted, context.subject);
    const auto attributions = reply::find_attributions(unquoted);
    const auto facts = facts_of(context, blocks);

    auto kinds = reply::first_kinds(unquoted);
    const bool deep = reply::has_deep_quote(lines, kinds);
    kinds = mark_pgp(lines, std::move(kinds));
    kinds = mark_banner(lines, std::move(kinds));
    kinds = reply::mark_wrapped_links(unquoted, std::move(kinds));
    kinds = reply::mark_other_quotes(lines, std::move(kinds), attributions);
    auto structure = reply::find_structure({lines, unquoted, attributions, blocks, html}, std::move(kinds), facts);
    const auto& bounds = structure.bounds;
    const auto stop = std::min(bounds.earlier, bounds.forwarded);
    kinds =
        reply::mark_closings(lines, structure.kinds, html, {.answers = facts.answers, .stop = stop, .mixed = structure.mixed});
    kinds = keep_answered_quote(lines, structure.kinds, std::move(kinds), stop);
    kinds = cut_leading_quote(structure.kinds, std::move(kinds), stop, facts.answers);

    auto kept = kept_lines(unquoted, kinds, bounds);
    if (must_show_all(lines, kinds, kept, facts.answers, context.has_file)) kept.assign(lines.size(), true);
    auto out = collect(lines, kept);
    if (bounds.forwarded < lines.size()) out.forwarded = reply::read_forwarded(lines, kinds, bounds.forwarded, context.subject);
    out.deep = deep;
    out.candidates = reply::find_quote_candidates(unquoted, kinds, attributions, blocks, html);
    if (const auto closing = reply::closing_start(kinds); closing < lines.size()) out.signature_line = closing;
    return out;
}

}  // namespace mail
