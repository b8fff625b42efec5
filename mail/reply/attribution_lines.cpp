// Finds attributions ("On … wrote:") in one line or in the several to which a client wrapped them.
#include "mail/reply/attribution_lines.hpp"

#include "config/base/ascii.hpp"
#include "mail/reply/attribution_phrases.hpp"

#include <algorithm>
#include <string>

namespace mail::reply {
namespace {

using words::Likeness;

/// An attribution that starts at a line; no lines: there is none.
struct Found {
    std::size_t lines = 0;
    Likeness likeness = Likeness::none;
};

Found attribution_at(const Lines& lines, const LineKinds& kinds, std::size_t i) {
    constexpr std::size_t max_lines = 4;
    constexpr std::size_t max_bytes = 400;
    if (kinds[i] != LineKind::own || !words::may_begin_attribution(lines[i])) return {};
    std::string joined;
    std::size_t weak = 0;  // the lines of a weak one that no quote follows; with one more line it may be strong
    for (std::size_t n = 0; n < max_lines && i + n < lines.size(); ++n) {
        const auto part = ascii::trim(lines[i + n]);
        if (part.empty() || kinds[i + n] != LineKind::own || joined.size() + part.size() > max_bytes) break;
        if (n > 0) joined += ' ';
        joined.append(part);
        const auto likeness = words::attribution_likeness(joined);
        // Numbers and a colon alone are a date in one line, not in several.
        if (likeness == Likeness::none || (likeness == Likeness::guess && n > 0)) continue;
        const auto after = next_shown(kinds, i + n + 1);
        const bool quotes = after < lines.size() && kinds[after] == LineKind::quote;
        if (likeness == Likeness::strong || quotes) return {n + 1, likeness};
        if (weak == 0) weak = n + 1;
    }
    if (weak == 0) return {};
    return {weak, Likeness::weak};
}

/// Behind the last quoted line before `stop`; 0: there is none.
std::size_t end_of_quotes(const LineKinds& kinds, std::size_t stop) {
    while (stop > 0 && kinds[stop - 1] != LineKind::quote)
        --stop;
    return stop;
}

}  // namespace

Attributions mark_attributions(const Lines& lines, LineKinds kinds, Bounds bounds, const HtmlLines& html, bool answers) {
    const bool has_forward = bounds.forwarded < lines.size();
    const auto stop = has_forward ? bounds.forwarded : bounds.earlier;
    const auto quotes_end = end_of_quotes(kinds, stop);
    for (const auto i : html.attribution) {
        if (i < stop && kinds[i] == LineKind::own) kinds[i] = LineKind::attribution;
    }
    bool own_before = false;
    for (std::size_t i = 0; i < stop; ++i) {
        if (kinds[i] != LineKind::own) continue;
        const auto found = attribution_at(lines, kinds, i);
        const auto after = next_shown(kinds, i + found.lines);
        const bool quotes = after < stop && kinds[after] == LineKind::quote;
        const bool counts = quotes || (answers && own_before && found.likeness == Likeness::strong);
        if (found.lines == 0 || i + found.lines > stop || !counts) {
            own_before = true;
            continue;
        }
        if (!quotes && !has_forward && i >= quotes_end) {
            bounds.earlier = i;
            break;
        }
        std::fill_n(kinds.begin() + static_cast<std::ptrdiff_t>(i), found.lines, LineKind::attribution);
        i += found.lines - 1;
    }
    return {std::move(kinds), bounds};
}

}  // namespace mail::reply
