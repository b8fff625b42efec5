// The walk that proves lines of a quote.
#include "workflow/inbound/quote_walk.hpp"

#include "workflow/text/words.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace workflow::quotes {

namespace {

constexpr std::size_t side = HeldText::window - 1;  // words beside a word that hold it
constexpr std::size_t picked_lines = 3;             // so few between two gaps were picked by hand

/// The last words of what was read.
class Tail {
public:
    static Tail at_begin() {
        Tail out;
        out.words_.fill(HeldText::begin_word);
        out.count_ = side;
        return out;
    }
    [[nodiscard]] bool is_full() const { return count_ == side; }
    void push(std::uint64_t word) {
        std::shift_left(words_.begin(), words_.end(), 1);
        words_.back() = word;
        count_ = std::min(count_ + 1, side);
    }
    void push(std::span<const std::uint64_t> words) {
        for (const std::uint64_t word : words.last(std::min(words.size(), side)))
            push(word);
    }
    [[nodiscard]] const std::array<std::uint64_t, side>& words() const { return words_; }

private:
    std::array<std::uint64_t, side> words_{};
    std::size_t count_ = 0;
};

class Walk {
public:
    Walk(const Lines& lines, const Region& region, std::span<const Structure> structures, Proof& proof)
        : lines_(lines), held_(lines.held()), region_(region), structures_(structures), proof_(proof), barred_(lines.size()) {}

    void run() {
        for (const std::uint32_t i : region_.lines)
            step(i);
        close();
        settle_by(end_word_);
        for (const std::uint32_t i : unproved_) {
            proof_.gaps = proof_.gaps || proof_.proven[i];
            proof_.proven[i] = false;
        }
        drop_unheld();
    }

private:
    /// Lines that go on from one to the next.
    struct Part {
        bool gap_above = false;
        std::size_t count = 0;
        std::array<std::uint32_t, picked_lines> lines{};  // the first ones
        std::uint32_t last = 0;
        bool typed_above = false;                          // words were typed between
        std::size_t recent = 0;                            // lines since then
        std::array<std::uint32_t, picked_lines> latest{};  // the first of them
        void add(std::uint32_t i, bool behind_typed) {
            if (behind_typed) {
                typed_above = true;
                recent = 0;
            }
            if (recent < latest.size()) latest.at(recent) = i;
            ++recent;
            if (count < lines.size()) lines.at(count) = i;
            ++count;
            last = i;
        }
    };

    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
    struct Short {
        std::uint32_t line = 0;
        std::uint32_t above = none;
        std::uint32_t below = none;
    };

    /// How many of the line's first words, `side` at most, go on from the words before.
    [[nodiscard]] std::size_t goes_on(const Tail& before, std::span<const std::uint64_t> words) const {
        if (!before.is_full()) return 0;
        std::array<std::uint64_t, 2 * side> both{};
        std::copy(before.words().begin(), before.words().end(), both.begin());
        const std::size_t count = std::min(words.size(), side);
        std::copy_n(words.begin(), count, both.begin() + side);
        for (std::size_t i = 0; i < count; ++i)
            if (!held_.holds(std::span(both).subspan(i).first<HeldText::window>())) return i;
        return count;
    }
    [[nodiscard]] bool reaches(const Tail& before, std::span<const std::uint64_t> words) const {
        return goes_on(before, words) == std::min(words.size(), side);
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

    /// A part ends. A few lines between two gaps stay, a few at the begin of a text with other words behind, and a
    /// few between typed words and a gap.
    void close() {
        const bool ended = tail_.is_full() && reaches(tail_, end_word_);
        const bool stands_alone = part_.gap_above || (new_words_ && !ended);
        if (part_.typed_above && part_.recent <= picked_lines && !ended)
            unproved_.insert(unproved_.end(), part_.latest.begin(),
                             part_.latest.begin() + static_cast<std::ptrdiff_t>(part_.recent));
        if (part_.count > 0 && stands_alone && part_.count <= picked_lines)
            unproved_.insert(unproved_.end(), part_.lines.begin(),
                             part_.lines.begin() + static_cast<std::ptrdiff_t>(part_.count));
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
                new_words_ = false;
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
        bool to_left = tail_.is_full() && reaches(tail_, words);
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
            linked = to_left = true;
        }
        // What wrapping pushed out of the marks counts with the marked lines.
        const bool after_stub = i > 0 && region_.stubs[i - 1] && line.depth == 0;
        if (!after_stub) depth_ = line.depth;
        const bool solid = line.solid() && comes_so_often(words);
        beside_.push(words);
        if (solid && (!after_stub || linked)) {
            take_solid(i, words, to_left);
        } else if (linked && line.closed && line.words < HeldText::window && !barred_[i]) {
            take_short(i, words);
        } else {
            skip(i, words);
            return;
        }
        below_heading_ = false;
    }

    void take_solid(std::uint32_t i, std::span<const std::uint64_t> words, bool to_left) {
        if (to_left) settle_by(words.first(side), i);
        if (!to_left) {
            settle_by(end_word_);  // the text may have ended above
            if (part_.count > 0 && !new_words_) {
                unproved_.push_back(part_.last);
                unproved_.push_back(i);
            }
            close();
        }
        if (part_.count == 0) part_.gap_above = !to_left || moved_;
        moved_ = false;
        part_.add(i, new_words_);
        new_words_ = false;
        proof_.proven[i] = true;
        before_last_ = tail_;
        tail_.push(words);
        last_taken_ = i;
    }

    void take_short(std::uint32_t i, std::span<const std::uint64_t> words) {
        const std::size_t next = lines_.shown(i + 1);
        Tail once = tail_;
        once.push(words);
        // What is above is held by this line, since it goes on into it.
        if (pending_) prove_pending(none);
        pending_.reset();
        const bool twice = next < lines_.size() && std::ranges::equal(lines_.words(next), words);
        if (twice && !reaches(once, words)) {
            barred_[next] = true;  // twice here and once in the text: nobody knows which of them is whose
        } else {
            pending_ = i;
            pending_behind_new_ = new_words_;
            pending_above_ = last_taken_;
            before_last_ = tail_;
            last_taken_ = i;
            part_.add(i, new_words_);
            new_words_ = false;
        }
        tail_ = once;
    }

    /// The words at its begin may go on, with new ones behind: the line stays and the place moves on.
    void skip(std::uint32_t i, std::span<const std::uint64_t> words) {
        std::size_t count = goes_on(tail_, words);
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
    std::vector<bool> barred_;             // stands for the second of two equal lines
    std::vector<std::uint32_t> unproved_;  // beside a gap
};

}  // namespace

void prove(const Lines& lines, const Region& region, std::span<const Structure> structures, Proof& proof) {
    Walk(lines, region, structures, proof).run();
}

}  // namespace workflow::quotes
