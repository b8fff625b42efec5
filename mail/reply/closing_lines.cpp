// Finds what stands below a person's words and is not theirs: signatures, notices, list footers, the lines of devices.
#include "mail/reply/closing_lines.hpp"

#include "config/base/ascii.hpp"
#include "mail/reply/quote_markers.hpp"
#include "mail/reply/signature_phrases.hpp"

#include <algorithm>

namespace mail::reply {
namespace {

bool is_quoting(LineKind kind) {
    return kind == LineKind::quote || kind == LineKind::attribution;
}

/// A rule and, below it, what a mailing list adds to each mail, up to the end.
bool is_list_footer(const Lines& lines, std::size_t i, std::size_t stop) {
    constexpr std::size_t longest = 8;
    if (!is_rule(lines[i]) || i + 1 >= stop || stop - i > longest) return false;
    return words::names_list(lines[i + 1]);
}

/// The first line of a notice at the text's end; `stop` when there is none.
std::size_t find_notice(const Lines& lines, const LineKinds& kinds, std::size_t stop) {
    bool own_before = false;
    for (std::size_t i = 0; i < stop; ++i) {
        if (is_quoting(kinds[i])) return stop;
        if (kinds[i] != LineKind::own) continue;
        // It starts a paragraph.
        const bool first = i > 0 && (kinds[i - 1] != LineKind::own || is_rule(lines[i - 1]));
        if (own_before && first && (words::opens_disclaimer(lines[i]) || is_list_footer(lines, i, stop))) return i;
        own_before = true;
    }
    return stop;
}

}  // namespace

LineKinds mark_signatures(const Lines& lines, LineKinds kinds, const std::vector<std::size_t>& named, std::size_t stop) {
    constexpr std::size_t max_lines = 15;
    bool own_before = false;
    for (std::size_t i = 0; i < stop; ++i) {
        if (kinds[i] != LineKind::own) continue;
        const auto text = lines[i];
        const bool exact = text == "-- " || text == "--\xc2\xa0" || std::binary_search(named.begin(), named.end(), i);
        const bool loose = ascii::trim_right(text) == "--" || ascii::trim_right(text) == "—";
        const bool separates = exact || loose;
        if (!own_before || !separates) {
            own_before = own_before || !separates;
            continue;
        }
        auto last = i;
        const auto limit = exact ? stop : std::min(stop, i + max_lines + 2);
        while (last + 1 < limit && !is_quoting(kinds[last + 1]))
            ++last;
        if (!exact && last - i > max_lines) continue;
        for (auto n = i; n <= last; ++n)
            kinds[n] = LineKind::signature;
        i = last;
    }
    return kinds;
}

LineKinds mark_notice(const Lines& lines, LineKinds kinds, std::size_t stop) {
    for (auto i = find_notice(lines, kinds, stop); i < stop; ++i)
        kinds[i] = LineKind::cut;
    return kinds;
}

std::size_t own_end(const Lines& lines, const LineKinds& kinds, std::size_t stop) {
    bool cut = stop < lines.size();
    for (; stop > 0; --stop) {
        const auto kind = kinds[stop - 1];
        const auto text = lines[stop - 1];
        // A rule above what was cut goes with it.
        if (kind == LineKind::own && !words::is_device_signature(text) && !(cut && is_rule(text))) break;
        cut = cut || kind != LineKind::blank;
    }
    return stop;
}

std::size_t closing_start(const Lines& lines, const LineKinds& kinds) {
    auto out = lines.size();
    for (auto i = lines.size(); i > 0; --i) {
        const auto kind = kinds[i - 1];
        if (kind == LineKind::blank) continue;
        const bool closes = kind == LineKind::signature || kind == LineKind::cut || words::is_device_signature(lines[i - 1]);
        if (!closes) return out;
        out = i - 1;
    }
    return lines.size();
}

}  // namespace mail::reply
