// Implements "did you mean": edit distance and the nearest known word.
#include "config/suggest.hpp"

#include "config/value_formats.hpp"

#include <algorithm>

namespace config {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    // Three rows are enough, because a transposition refers back two rows.
    std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, change});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string folded = lower(word);
    std::size_t best = folded.size() >= 5 ? 3 : 2;  // the smallest distance that is too large
    std::string_view found;
    for (const std::string_view candidate : candidates) {
        // The distance is at least the difference in length. Skipping candidates of very different length makes long
        // lists cheap to search.
        const auto longer = std::max(folded.size(), candidate.size());
        if (longer - std::min(folded.size(), candidate.size()) >= best) continue;
        const auto distance = edit_distance(folded, lower(candidate));
        if (distance < best) {
            best = distance;
            found = candidate;
        }
    }
    return found;
}

namespace {

// The only candidate that begins with `word`, or with which `word` begins: authserv finds authserv_id, monday finds mon.
std::string_view only_prefix(std::string_view word, const std::vector<std::string_view>& candidates) {
    std::string_view found;
    for (const std::string_view candidate : candidates) {
        const bool fits =
            std::min(word.size(), candidate.size()) >= 3 && (candidate.starts_with(word) || word.starts_with(candidate));
        if (!fits) continue;
        if (!found.empty()) return {};
        found = candidate;
    }
    return found;
}

}  // namespace

std::string_view likely(std::string_view word, const std::vector<std::string_view>& candidates) {
    const auto found = closest(word, candidates);
    return found.empty() ? only_prefix(word, candidates) : found;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
    const auto found = likely(word, candidates);
    return found.empty() ? std::string() : " Did you mean \"" + std::string(found) + "\"?";
}

}  // namespace config
