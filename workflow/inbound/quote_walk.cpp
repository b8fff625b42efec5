// The walk that proves lines of a quote.
#include "workflow/inbound/quote_walk.hpp"

#include "workflow/inbound/quote_part.hpp"
#include "workflow/inbound/quote_tail.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/words.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace workflow::quotes {

namespace {

class Walk {
public:
    Walk(const Lines& lines, const Region& region, std::span<const Structure> structures, Proof& proof)
        : lines_(lines), held_(lines.held()), region_(region), structures_(structures), proof_(proof), barred_(lines.size()) {}

    void run() {
        std::size_t above = lines_.size();
        for (const std::uint32_t i : region_.lines) {
            const std::size_t shown = lines_.shown_before(i);
            apart_ = apart_ || (above < lines_.size() && shown < lines_.size() && shown > above);
            above = i;
            step(i);
        }
        close();
        settle_by(end_word_);
        for (const std::uint32_t i : unproved_) {
            proof_.gaps = proof_.gaps || proof_.proven[i];
            proof_.proven[i] = false;
        }
        drop_unheld();
        for (const std::uint32_t i : doubted_)
            proof_.proven[i] = false;
        drop_lone();
    }

private:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    struct Short {
        std::uint32_t line = 0;
        std::uint32_t above = none;
        std::uint32_t below = none;
    };

    /// The line's first words go on from the words before.
    [[nodiscard]] bool reaches(const Tail& before, std::span<const std::uint64_t> words) const {
        return before.goes_on(held_, words) == std::min(words.size(), side);
    }

    /// A short line waits for what comes behind it.
    void settle_by(std::span<const std::uint64_t> next, std::uint32_t below = none) {
        // Behind words that somebody typed, the end of a text alone is too little.
        const bool enough = below != none || !pending_behind_new_;
        if (pending_ && enough && reaches(tail_, next)) prove_pending(below);
        pending_.reset();
    }

    void prove_pending(std::uint32_t below) {
        proof_.proven[*pending_] = true;
        shorts_.push_back({*pending_, pending_above_, below});
    }

    /// A short line goes with the lines that hold it: what holds it may stay beside a gap.
    void drop_unheld() {
        for (const Short& each : shorts_)
            if (each.above != none && !proof_.proven[each.above]) proof_.proven[each.line] = false;
        for (auto each = shorts_.rbegin(); each != shorts_.rend(); ++each)
            if (each->below != none && !proof_.proven[each->below]) proof_.proven[each->line] = false;
    }

    /// One marked line between marked lines that stay, in places where something was doubted or typed: it may be typed, too.
    void drop_lone() {
        const std::vector<bool> proven = proof_.proven;
        for (const std::uint32_t i : region_.lines) {
            const std::size_t above = lines_.shown_before(i);
            const std::size_t below = lines_.shown(i + 1);
            if (!proven[i] || lines_[i].depth == 0 || above >= lines_.size() || below >= lines_.size()) continue;
            const bool stay = !proven[above] && !proven[below];
            if (stay && lines_[above].depth == lines_[i].depth && lines_[below].depth == lines_[i].depth)
                proof_.proven[i] = false;
        }
    }

    /// A part ends.
    void close() {
        const bool ended = tail_.is_full() && reaches(tail_, end_word_);
        const auto picked = part_.picked(ended, new_words_);
        unproved_.insert(unproved_.end(), picked.begin(), picked.end());
        part_ = {};
    }

    /// A text may begin here.
    void restart() {
        close();
        settle_by(end_word_);
        tail_ = Tail::at_begin();
        moved_ = false;
        last_taken_ = none;
    }

    /// The structure whose lines hold `i`, or that stands right before it.
    const Structure* structure_at(std::uint32_t i) {
        while (next_ < structures_.size() && structures_[next_].first + std::max<std::size_t>(structures_[next_].count, 1) <= i)
            ++next_;
        return next_ < structures_.size() && structures_[next_].first <= i ? &structures_[next_] : nullptr;
    }

    void step(std::uint32_t i) {
        const Structure* heading = structure_at(i);
        if (heading && heading->first == i) ++block_;
        const auto words = lines_.words(i);
        const bool in_heading = heading && heading->count > 0;
        if (words.empty() && !(in_heading && i + 1 == heading->first + heading->count)) return;
        bool linked = !words.empty() && reaches(tail_, words) && lines_[i].inner && tail_.is_full();
        if (in_heading && !linked) {
            if (i + 1 == heading->first + heading->count) {
                restart();
                new_words_ = apart_ = false;
                beside_ = {};
            }
            below_heading_ = true;
            return;
        }
        if (heading && heading->count == 0 && !linked) {
            restart();
            below_heading_ = true;
            linked = reaches(tail_, words) && lines_[i].inner;
        }
        read(i, words, linked);
    }

    void read(std::uint32_t i, std::span<const std::uint64_t> words, bool linked) {
        const Line& line = lines_[i];
        doubt_last(words);
        const Tail before = tail_;
        bool to_left = tail_.is_full() && reaches(tail_, words);
        std::uint32_t above_beside = none;  // the line whose words, as they are, hold this one
        if (!linked && (below_heading_ || deeper_than_above(i)) && line.inner && reaches(Tail::at_begin(), words)) {
            restart();
            linked = to_left = true;
        }
        if (!linked && !to_left && last_taken_ != none && line.inner && reaches(before_last_, words)) {
            // Both this line and the one above go on from what is above them: somebody typed one, and nobody knows which.
            unproved_.push_back(last_taken_);
            pending_.reset();
            last_taken_ = none;
            beside_.push(words);
            new_words_ = true;
            return;
        }
        if (!linked && beside_.is_full() && line.inner && reaches(beside_, words)) {
            close();
            settle_by(end_word_);
            tail_ = beside_;
            moved_ = true;
            last_taken_ = none;
            above_beside = static_cast<std::uint32_t>(lines_.shown_before(i));
            linked = to_left = true;
        }
        // What wrapping pushed out of the marks counts with the marked lines.
        const bool after_stub = i > 0 && region_.stubs[i - 1] && line.depth == 0;
        if (!after_stub) depth_ = line.depth;
        const bool solid = line.solid() && comes_so_often(words);
        // Twice in a row and once in the text: nobody knows which of them is whose.
        if (line.solid() && !solid && last_taken_ != none && std::ranges::equal(lines_.words(last_taken_), words))
            doubted_.push_back(last_taken_);
        beside_.push(words);
        const std::uint32_t above = last_taken_;
        bool enough = true;
        if (solid && (!after_stub || linked)) {
            enough = !to_left || goes_on_so_often(words);
            take_solid(i, words, to_left);
        } else if (linked && line.closed && line.words < HeldText::window && !barred_[i]) {
            enough = goes_on_so_often(words);
            take_short(i, words, above_beside);
        } else {
            skip(i, words);
            return;
        }
        if (last_taken_ == i) before_last_ = before;
        const bool same_words = above != none && std::ranges::equal(lines_.words(above), words);
        const bool other_depth = above != none && lines_[above].depth != line.depth;
        const bool twins = (other_depth && (same_words || std::ranges::equal(before.words(), tail_.words()))) ||
                           (same_words && text::trim(lines_.whole(above)) != text::trim(lines_.whole(i)));
        if (!enough || twins) {
            // The text goes on like this, but not so often, or at one depth only: nobody knows which of them is whose.
            if (above != none) doubted_.push_back(above);
            doubted_.push_back(i);
        }
        below_heading_ = false;
    }

    /// The next line goes on from a place before the last words, too: somebody may have typed these, in a line of their own or
    /// behind a line of the text.
    void doubt_last(std::span<const std::uint64_t> next) {
        if (last_taken_ == none) return;
        const auto last = lines_.words(last_taken_);
        if (!tail_.ends_as(last)) return;
        // A line of many words, in its place, is the text's.
        if (last.size() >= HeldText::window && reaches(tail_, next)) return;
        bool doubt = leaves_out(before_last_, last, next);
        for (std::size_t count = 1; count < std::min(last.size(), HeldText::window) && !doubt; ++count)
            doubt = leaves_out(tail_.without(count), last.last(count), next);
        if (doubt) doubted_.push_back(last_taken_);
    }

    /// Some text goes on from `before` with `next`, and the words between are not there.
    [[nodiscard]] bool leaves_out(const Tail& before, std::span<const std::uint64_t> between,
                                  std::span<const std::uint64_t> next) const {
        if (!before.is_inside() || std::ranges::equal(before.words(), tail_.words()) || !reaches(before, next)) return false;
        // A text is known without its links, too.
        if (std::ranges::all_of(between, [&](std::uint64_t word) { return held_.holds_link(word); })) return false;
        // The words that were read may begin like the next ones.
        for (std::size_t i = 0; i < std::min(side, next.size()); ++i)
            if (next[i] != (i < between.size() ? between[i] : next[i - between.size()])) return true;
        return false;
    }

    void take_solid(std::uint32_t i, std::span<const std::uint64_t> words, bool to_left) {
        if (to_left) settle_by(words.first(side), i);
        if (!to_left) {
            settle_by(end_word_);  // the text may have ended above
            if (!part_.empty()) {
                if (!new_words_) unproved_.push_back(part_.last());
                unproved_.push_back(i);
            }
            close();
        }
        if (part_.empty()) part_.gap_above = !to_left || moved_;
        moved_ = false;
        part_.add(i, new_words_ || apart_);
        new_words_ = apart_ = false;
        proof_.proven[i] = true;
        tail_.push(words);
        last_taken_ = i;
    }

    void take_short(std::uint32_t i, std::span<const std::uint64_t> words, std::uint32_t above_beside) {
        const std::size_t next = lines_.shown(i + 1);
        Tail once = tail_;
        once.push(words);
        // What is above is held by this line, since it goes on into it.
        if (pending_) prove_pending(none);
        pending_.reset();
        const bool twice = next < lines_.size() && std::ranges::equal(lines_.words(next), words);
        if (twice && (lines_[next].depth != lines_[i].depth || !reaches(once, words))) {
            barred_[next] = true;  // twice here, and once in the text or once a depth: nobody knows which of them is whose
        } else {
            pending_ = i;
            pending_behind_new_ = new_words_ || apart_;
            pending_above_ = above_beside != none ? above_beside : last_taken_;
            last_taken_ = i;
            part_.add(i, new_words_ || apart_);
            new_words_ = apart_ = false;
        }
        tail_ = once;
    }

    /// The words at its begin may go on, with new ones behind: the line stays and the place moves on.
    void skip(std::uint32_t i, std::span<const std::uint64_t> words) {
        std::size_t count = tail_.goes_on(held_, words);
        if (count == side)
            while (count < words.size() && held_.holds(words.subspan(count - side).first<HeldText::window>()))
                ++count;
        if (count >= 2) {
            settle_by(words.first(count), i);
            tail_.push(words.first(count));
            moved_ = true;
        }
        new_words_ = true;
    }

    /// Each window of the line, with its number in this block and depth, is held with this number.
    bool comes_so_often(std::span<const std::uint64_t> words) {
        bool held = true;
        for (std::size_t i = 0; i + HeldText::window <= words.size(); ++i) {
            const auto window = words.subspan(i).first<HeldText::window>();
            const unsigned times = times_.next(text::mixed(window_hash(window) + (block_ << 16U) + depth_));
            held = held && (times == 1 || held_.holds(window, times));
        }
        return held;
    }

    /// The same for the windows from the words before into the line.
    bool goes_on_so_often(std::span<const std::uint64_t> words) {
        if (!tail_.is_inside()) return true;
        const auto both = tail_.across(words);
        return comes_so_often(std::span(both).first(side + std::min(words.size(), side)));
    }

    [[nodiscard]] bool deeper_than_above(std::uint32_t i) const {
        const std::size_t above = lines_.shown_before(i);
        return lines_[i].depth > (above < lines_.size() ? lines_[above].depth : 0);
    }

    static constexpr std::array<std::uint64_t, 1> end_of_text{HeldText::end_word};

    const Lines& lines_;
    const HeldText& held_;
    const Region& region_;
    std::span<const Structure> structures_;
    Proof& proof_;
    std::span<const std::uint64_t> end_word_{end_of_text};
    std::size_t next_ = 0;  // structure
    Tail tail_;             // the last proven words
    Tail before_last_;      // tail_ before last_taken_
    Tail beside_;           // the last words as they stand
    WindowCounter times_;
    std::uint16_t depth_ = 0;  // of the line, or of the one that it was pushed out of
    std::uint64_t block_ = 0;  // from structure to structure: each counts its windows anew
    Part part_;
    std::optional<std::uint32_t> pending_;  // a short line that goes on from what is above
    bool pending_behind_new_ = false;       // words were typed between
    std::uint32_t pending_above_ = none;    // the line that holds it from above
    std::uint32_t last_taken_ = none;
    std::vector<Short> shorts_;            // proven, with what holds them
    bool moved_ = false;                   // the place moved on in a line that stays
    bool below_heading_ = false;           // nothing was proven below the last heading
    bool new_words_ = false;               // something was typed since the last proven line
    bool apart_ = false;                   // words outside of the region stand since then
    std::vector<bool> barred_;             // stands for the second of two equal lines
    std::vector<std::uint32_t> unproved_;  // beside a gap
    std::vector<std::uint32_t> doubted_;   // the text may go on without them; their neighbours are proven
};

}  // namespace

void prove(const Lines& lines, const Region& region, std::span<const Structure> structures, Proof& proof) {
    Walk(lines, region, structures, proof).run();
}

}  // namespace workflow::quotes
