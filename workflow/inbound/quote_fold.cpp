// What is folded below the words of an answer: quotes that nobody knows, and signatures.
#include "workflow/inbound/quote_fold.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <utility>

namespace workflow::quotes {

namespace {

constexpr std::size_t least_unknown_words = 20;
constexpr std::size_t longest_signature = 40;  // lines
constexpr std::size_t longest_unproven = 8;    // lines of a signature that no earlier mail has
constexpr std::size_t most_signature_words = 600;

/// The first line that is shown as the writer's.
std::size_t first_own(const Lines& lines, const Fates& fates) {
    std::size_t i = 0;
    while (i < lines.size() && (fates[i] != LineFate::own || lines[i].nothing))
        ++i;
    return i;
}

bool is_dashes(std::string_view line) {
    return line == "-- " || line == "--" || line == "--\u00a0";
}

/// The lines [first, end) as a signature.
class Signature {
public:
    Signature(const Lines& lines, const FactSheet& facts, std::size_t first, std::size_t end)
        : lines_(lines), facts_(facts), first_(first), end_(end), dashes_(is_dashes(lines.whole(first))) {}

    [[nodiscard]] bool has_two_signs(bool seen_by_reader) const {
        const bool named = facts_.names_writer(lines_.body(first_));
        if (!dashes_ && !named && !seen_by_reader) return false;
        const std::size_t body = dashes_ ? first_ + 1 : first_;
        if (body >= end_ || (named && !seen_by_reader && body + 1 >= end_)) return false;
        return is_known(body) || (dashes_ && facts_.names_writer(lines_.body(body)) && is_short(body));
    }

    /// Where the run of the writer's known words that begins here ends.
    [[nodiscard]] std::size_t known_until() const {
        std::vector<std::uint64_t> words;
        std::size_t known = first_;
        std::size_t checked = 0;
        for (std::size_t i = dashes_ ? first_ + 1 : first_; i < end_ && lines_[i].closed && lines_[i].depth == 0; ++i) {
            words.insert(words.end(), lines_.words(i).begin(), lines_.words(i).end());
            for (; checked + HeldText::window <= words.size(); ++checked)
                if (!lines_.held().writer_holds(std::span(std::as_const(words)).subspan(checked).first<HeldText::window>()))
                    return known;
            if (checked > 0) known = i + 1;
        }
        return known;
    }

private:
    /// One run of words of the writer's earlier mails.
    [[nodiscard]] bool is_known(std::size_t body) const {
        std::vector<std::uint64_t> words;
        for (std::size_t i = body; i < end_ && words.size() <= most_signature_words; ++i) {
            if (!lines_[i].closed) return false;
            words.insert(words.end(), lines_.words(i).begin(), lines_.words(i).end());
        }
        if (words.size() < HeldText::window || words.size() > most_signature_words) return false;
        for (std::size_t i = 0; i + HeldText::window <= words.size(); ++i)
            if (!lines_.held().writer_holds(std::span(std::as_const(words)).subspan(i).first<HeldText::window>())) return false;
        return true;
    }

    [[nodiscard]] bool is_short(std::size_t body) const {
        if (end_ - body > longest_unproven) return false;
        for (std::size_t i = body + 1; i < end_; ++i)
            if (!lines_.adjoins(i)) return false;
        return true;
    }

    const Lines& lines_;
    const FactSheet& facts_;
    std::size_t first_;
    std::size_t end_;
    bool dashes_;
};

/// The first signature that ends at `end`. False: there is none.
bool fold_at(const Lines& lines, std::span<const std::size_t> seen, const FactSheet& facts, std::size_t begin, std::size_t end,
             Fates& fates) {
    while (end > begin && lines[end - 1].nothing)
        --end;
    const std::size_t own = first_own(lines, fates);
    for (std::size_t i = std::max(begin, end > longest_signature ? end - longest_signature : 0); i < end; ++i) {
        if (i <= own) continue;  // a signature alone is no answer
        const bool seen_here = std::binary_search(seen.begin(), seen.end(), i);
        if (!Signature(lines, facts, i, end).has_two_signs(seen_here)) continue;
        std::fill(fates.begin() + static_cast<std::ptrdiff_t>(i), fates.begin() + static_cast<std::ptrdiff_t>(end),
                  LineFate::signature);
        return true;
    }
    return false;
}

}  // namespace

void fold_unknown(const Lines& lines, std::span<const Structure> structures, Fates& fates) {
    if (structures.empty() || first_own(lines, fates) >= structures.front().first) return;
    for (std::size_t s = 0; s < structures.size(); ++s) {
        const Structure& each = structures[s];
        const std::size_t next = s + 1 < structures.size() ? structures[s + 1].first : lines.size();
        if (each.counts || each.below >= lines.size()) continue;
        const std::size_t above = each.first > 2 ? each.first - 2 : 0;
        bool forwarded = false;
        for (std::size_t i = above; i <= each.first; ++i)
            forwarded = forwarded || is_forward_marker(lines.body(i));
        if (forwarded) continue;
        std::size_t end = each.below;
        std::size_t words = 0;
        bool proven = false;
        while (end < next && (!each.marked || lines[end].depth >= lines[each.below].depth || lines[end].nothing)) {
            words += lines[end].words;
            proven = proven || (fates[end] == LineFate::cut && !lines[end].nothing);
            ++end;
        }
        if (proven || (words < least_unknown_words && each.below < next)) continue;
        for (std::size_t i = each.first; i < end; ++i)
            if (fates[i] == LineFate::own) fates[i] = LineFate::folded;
    }
}

void fold_signature(const Lines& lines, std::span<const mail::QuoteCandidate> candidates, const FactSheet& facts,
                    std::size_t above, Fates& fates) {
    std::vector<std::size_t> seen;
    for (const mail::QuoteCandidate& candidate : candidates)
        if (candidate.kind == mail::QuoteCandidate::Kind::signature) seen.push_back(lines.at_number(candidate.line));
    std::sort(seen.begin(), seen.end());
    if (fold_at(lines, seen, facts, 0, above, fates)) return;
    // Below a quote without marks, its known words read as if they were quoted.
    const std::size_t own = first_own(lines, fates);
    for (std::size_t i = std::max({above, own + 1, lines.size() > longest_signature ? lines.size() - longest_signature : 0});
         i < lines.size(); ++i) {
        const std::size_t over = lines.shown_before(i);
        const bool typed = (fates[i] == LineFate::own || fates[i] == LineFate::cut) && lines[i].depth == 0 &&
                           over < lines.size() && fates[over] == LineFate::own;
        if (!typed || !(is_dashes(lines.whole(i)) || facts.names_writer(lines.body(i)))) continue;
        const std::size_t end = Signature(lines, facts, i, lines.size()).known_until();
        if (end <= i + 1) continue;
        std::fill(fates.begin() + static_cast<std::ptrdiff_t>(i), fates.begin() + static_cast<std::ptrdiff_t>(end),
                  LineFate::signature);
        return;
    }
}

}  // namespace workflow::quotes
