// Finds attributions ("On … wrote:") in one line or in the several to which a client wrapped them.
#include "mail/reply/attribution_lines.hpp"

#include "config/base/ascii.hpp"
#include "mail/reply/date_vocabulary.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace mail::reply {
namespace {

using words::Likeness;

constexpr std::size_t most_lines = 5;
constexpr std::size_t most_bytes = 400;

bool ends_sentence(std::string_view line) {
    return line.ends_with('.') || line.ends_with('!') || line.ends_with('?') || line.ends_with(':');
}

/// The line above `line` that may belong to the same wrapped attribution.
std::optional<std::size_t> line_above(const UnquotedLines& lines, std::size_t line, std::size_t from) {
    if (line <= from) return std::nullopt;
    auto above = line - 1;
    // Polymail sets the address off: an empty line, "<", the address, "> wrote:".
    if (lines.blank(above) && lines[line] == "<" && above > from) --above;
    if (lines.blank(above) || lines.depth(above) != lines.depth(line)) return std::nullopt;
    return above;
}

/// The line ends in an address, and "wrote:" was wrapped to the next.
bool verb_follows(const UnquotedLines& lines, std::size_t i) {
    constexpr std::size_t longest = 40;
    return lines[i].ends_with('>') && i + 1 < lines.size() && lines.depth(i + 1) == lines.depth(i) &&
           lines[i + 1].size() <= longest && lines[i + 1].ends_with(':');
}

/// A line above an attribution that says who, but not when, is its wrapped beginning when it holds nothing but a date and names,
/// in full or behind the word with which attributions begin.
bool is_wrapped_beginning(std::string_view line) {
    return words::opens_attribution(line) && words::is_date_fragment(line) &&
           (words::begins_with_opener(line) || words::is_whole_date(line)) && words::count_prose_words(line) == 0 &&
           !ends_sentence(line);
}

/// The attribution that ends at line `end` and begins behind line `from`.
std::optional<Attribution> attribution_ending_at(const UnquotedLines& lines, std::size_t end, std::size_t from) {
    std::string joined(lines[end]);
    std::optional<Attribution> best;
    std::size_t begin = end;
    for (std::size_t n = 1;; ++n) {
        const auto likeness = words::attribution_likeness(joined);
        const bool found = likeness != Likeness::none;
        const bool opens = found && words::opens_attribution(lines[begin]);
        const bool inside = found && !opens && words::attribution_inside(lines[begin]) != std::string_view::npos;
        // A date in one line, not in several. Several lines begin as an attribution does, or name an address.
        const bool one = n == 1 || ((opens || inside || joined.find('@') != std::string::npos) && likeness != Likeness::guess);
        const bool counts = likeness != Likeness::none && one;
        if (counts && (!best || likeness > best->likeness)) best = {begin, end + 1 - begin, likeness, inside};
        if (counts && words::is_dated(joined) && (opens || inside)) return Attribution{begin, end + 1 - begin, likeness, inside};
        const auto above = line_above(lines, begin, from);
        if (!above || n == most_lines || joined.size() + lines[*above].size() >= most_bytes) return best;
        // A sentence above is the person's; "at 8:15 a.m." is none.
        if (ends_sentence(lines[*above]) && !is_wrapped_beginning(lines[*above])) return best;
        // What is found goes on upwards only by a line that is nothing but a date and names.
        const bool whole = best && (best->likeness == Likeness::strong || best->likeness == Likeness::guess);
        const bool open = std::count(joined.begin(), joined.end(), '<') < std::count(joined.begin(), joined.end(), '>');
        const bool named = !open && !joined.starts_with('<') && joined.find('@') != std::string::npos;
        if (whole && !open && (words::is_dated(joined) || named) && !is_wrapped_beginning(lines[*above])) return best;
        begin = *above;
        joined.insert(0, 1, ' ').insert(0, lines[begin]);
    }
}

}  // namespace

std::vector<Attribution> find_attributions(const UnquotedLines& lines) {
    constexpr std::size_t most_places = 2000;
    std::vector<Attribution> out;
    std::size_t places = 0;
    std::size_t from = 0;
    for (std::size_t i = 0; i < lines.size() && places < most_places; ++i) {
        if (lines[i].size() > most_bytes || !words::may_end_attribution(lines[i])) continue;
        if (verb_follows(lines, i)) continue;
        ++places;
        const auto found = attribution_ending_at(lines, i, from);
        if (!found) continue;
        out.push_back(*found);
        from = i + 1;
    }
    return out;
}

}  // namespace mail::reply
