// Finds what stands between a person's words and a quote, by the facts of the ticket.
#include "workflow/inbound/quote_structure.hpp"

#include "workflow/inbound/quote_header_block.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace workflow::quotes {

namespace {

constexpr std::size_t attribution_lines = 4;
constexpr std::size_t attribution_bytes = 400;
constexpr std::size_t few_unknown_words = 4;
constexpr std::size_t least_numbers = 3;
constexpr std::size_t most_words_by_shape = 30;
constexpr std::size_t most_words_without_time = 8;
/// Lines that are compared with the facts at some expense. A mail with more has no more structure: it is shown.
constexpr std::size_t most_looks = 20000;

class Finder {
public:
    Finder(const Lines& lines, const FactSheet& facts)
        : lines_(lines), facts_(facts), blocks_(lines, facts), attributions_(lines.size()) {}

    std::vector<Structure> run(std::span<const mail::QuoteCandidate> candidates) {
        // From below, since an attribution begins at the latest line where it can.
        for (std::size_t i = lines_.size(); i-- > 0;)
            attributions_[i] = attribution(i);
        const std::vector<Structure> guessed = by_candidates(candidates);
        std::vector<Structure> out;
        auto guess = guessed.begin();
        for (std::size_t i = 0; i < lines_.size();) {
            while (guess != guessed.end() && guess->first < i)
                ++guess;
            auto found = at(i);
            if (!found && guess != guessed.end() && guess->first == i) found = *guess;
            if (found && found->strength == Strength::shape && found->count > 0 && lines_[i].solid()) found.reset();
            // A mark of the HTML below a heading says what the heading says.
            if (found && found->count == 0 && !out.empty() && lines_.shown(out.back().first + out.back().count) == i)
                found.reset();
            if (found) out.push_back(*found);
            i += found ? std::max<std::size_t>(found->count, 1) : 1;
        }
        judge(out);
        return out;
    }

private:
    struct Attribution {
        std::uint8_t count = 0;
        Strength strength = Strength::shape;
    };

    std::optional<Structure> at(std::size_t i) {
        if (lines_[i].nothing) return std::nullopt;
        const std::string_view body = lines_.body(i);
        if (is_original_marker(body)) return Structure{.first = i, .count = 1, .strength = Strength::full};
        if (text::cut(body, 160).find_first_of(":\xef") != std::string_view::npos && looks_ > 0)
            if (auto block = blocks_.at(i, below_marker(i))) return block;
        if (attributions_[i].count == 0) return std::nullopt;
        return Structure{.first = i, .count = attributions_[i].count, .strength = attributions_[i].strength};
    }

    /// "-----Original Message-----" or a mark of a forwarded mail stands right above.
    bool below_marker(std::size_t i) {
        if (i == 0 || lines_[i - 1].words > 12 || lines_[i - 1].end - lines_[i - 1].body < 8 || looks_ == 0) return false;
        if (blocks_.is_field(i - 1) && !lines_.body(i - 1).ends_with(':')) return false;
        --looks_;
        return is_original_marker(lines_.body(i - 1)) || is_forward_marker(lines_.body(i - 1));
    }

    Attribution attribution(std::size_t i) {
        if (lines_[i].words == 0 || !has_numbers_or_address(i)) return {};
        std::size_t numbers = 0;
        std::size_t bytes = 0;
        std::string joined;
        bool later = false;  // one that is explained begins at a later line of these
        for (std::size_t n = 0; n < attribution_lines && i + n < lines_.size(); ++n) {
            if (n > 0 && (!lines_.adjoins(i + n) || lines_[i + n].depth != lines_[i].depth)) break;
            later = later || (n > 0 && attributions_[i + n].count > 0 && attributions_[i + n].strength > Strength::shape);
            if (later) break;
            const std::string_view body = text::trim(lines_.body(i + n));
            numbers += lines_[i + n].numbers;
            bytes += body.size() + 1;
            if (bytes > attribution_bytes) break;
            // Without a time it is one line that has an address: "Kim Berg <…> writes:".
            const bool timeless = n == 0 && numbers < least_numbers && body.find('@') != std::string_view::npos;
            if ((numbers < least_numbers && !timeless) || !ends_attribution(body)) continue;
            if (looks_ == 0) break;
            --looks_;
            joined.clear();
            for (std::size_t each = 0; each <= n; ++each)
                joined.append(text::trim(lines_.body(i + each))) += ' ';
            if (n > 0 && !may_begin_above(i, i + n)) return {};
            if (const auto strength = strength_of(joined, n == 0 || lines_[i].numbers >= least_numbers))
                return {static_cast<std::uint8_t>(n + 1), *strength};
        }
        return {};
    }

    /// A quick look that spares nearly all lines the rest.
    [[nodiscard]] bool has_numbers_or_address(std::size_t i) const {
        std::size_t numbers = 0;
        for (std::size_t n = 0; n < attribution_lines && i + n < lines_.size(); ++n)
            numbers += lines_[i + n].numbers;
        return numbers >= least_numbers || text::cut(lines_.body(i), attribution_bytes).find('@') != std::string_view::npos;
    }

    /// A line of numbers belongs to a heading below it only if it reads like the begin of one: a phone number or "5.2.1" that
    /// somebody typed above "Kim Berg <…> wrote:" does not.
    [[nodiscard]] bool may_begin_above(std::size_t first, std::size_t last) const {
        if (lines_[first].words == lines_[first].numbers) return false;
        const Telling whole = facts_.telling(lines_.body(last));
        const bool complete = whole.known_addresses > 0 && whole.names > 0;
        return !complete || (facts_.is_time(lines_.body(first)) && text::trim(lines_.body(first)).ends_with(','));
    }

    static bool ends_attribution(std::string_view body) {
        while (body.ends_with('*') || body.ends_with('_') || body.ends_with(' '))
            body.remove_suffix(1);
        return body.ends_with(':') || body.ends_with("\uff1a");
    }

    std::optional<Strength> strength_of(std::string_view joined, bool time_in_first_line) const {
        const Telling telling = facts_.telling(joined);
        if (telling.numbers < least_numbers) {
            const bool writes =
                telling.known_addresses == 1 && telling.addresses == 1 && telling.words <= most_words_without_time;
            return writes ? std::optional(Strength::shape) : std::nullopt;
        }
        if (telling.all_addresses_known()) {
            if (telling.names_somebody() && telling.unknown == 0) return Strength::full;
            if (telling.addresses > 0 && telling.unknown <= few_unknown_words) return Strength::facts;
        }
        const bool who = telling.names_somebody() || telling.addresses > 0;
        if (who && telling.words < most_words_by_shape && time_in_first_line) return Strength::shape;
        return std::nullopt;
    }

    [[nodiscard]] std::vector<Structure> by_candidates(std::span<const mail::QuoteCandidate> candidates) const {
        using Kind = mail::QuoteCandidate::Kind;
        std::vector<Structure> out;
        for (const mail::QuoteCandidate& candidate : candidates) {
            if (candidate.kind == Kind::signature || candidate.kind == Kind::forward) continue;
            const std::size_t first = lines_.at_number(candidate.line);
            if (first >= lines_.size()) continue;
            const std::size_t end = std::min(lines_.size(), lines_.at_number(candidate.line + candidate.lines));
            out.push_back({.first = first, .count = end > first ? end - first : 0});
        }
        // Of those at one line the one with the most lines.
        std::sort(out.begin(), out.end(), [](const Structure& a, const Structure& b) {
            return a.first != b.first ? a.first < b.first : a.count > b.count;
        });
        return out;
    }

    /// Which count, from the last to the first.
    void judge(std::vector<Structure>& all) const {
        std::vector<std::uint32_t> solid(lines_.size() + 1);  // solid lines before an index
        for (std::size_t i = 0; i < lines_.size(); ++i)
            solid[i + 1] = solid[i] + (lines_[i].solid() ? 1 : 0);
        for (std::size_t s = all.size(); s-- > 0;) {
            Structure& each = all[s];
            const std::size_t next = s + 1 < all.size() ? all[s + 1].first : lines_.size();
            each.below = lines_.shown(each.first + each.count);
            if (each.below >= lines_.size()) continue;
            const std::uint16_t own_depth = each.count > 0 ? lines_[each.first].depth : depth_above(each.first);
            each.marked = lines_[each.below].depth > own_depth;
            const auto solid_until = [&](std::size_t end) { return solid[end] > solid[std::min(each.below, end)]; };
            if (each.below < next) {
                each.counts = begins_text(each.below) ||
                              (each.strength == Strength::full ? solid_until(next) : each.marked && lines_[each.below].solid());
                continue;
            }
            each.counts = all[s + 1].counts;
            // A line below that only looks like a heading takes nothing from one that is explained.
            if (each.strength == Strength::full && all[s + 1].strength == Strength::shape)
                each.counts = each.counts || solid_until(s + 2 < all.size() ? all[s + 2].first : lines_.size());
        }
    }

    [[nodiscard]] std::uint16_t depth_above(std::size_t i) const {
        const std::size_t above = lines_.shown_before(i);
        return above < lines_.size() ? lines_[above].depth : std::uint16_t{0};
    }

    /// A known text begins with this line.
    [[nodiscard]] bool begins_text(std::size_t i) const {
        const auto words = lines_.words(i);
        if (words.empty() || !lines_[i].closed || !lines_[i].inner) return false;
        std::vector<std::uint64_t> start(HeldText::window - 1, HeldText::begin_word);
        start.insert(start.end(), words.begin(),
                     words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), HeldText::window - 1)));
        return all_held(lines_.held(), start);
    }

    const Lines& lines_;
    const FactSheet& facts_;
    HeaderBlocks blocks_;
    std::vector<Attribution> attributions_;
    std::size_t looks_ = most_looks;
};

}  // namespace

std::vector<Structure> find_structures(const Lines& lines, std::span<const mail::QuoteCandidate> candidates,
                                       const FactSheet& facts) {
    return Finder(lines, facts).run(candidates);
}

}  // namespace workflow::quotes
