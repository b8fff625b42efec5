#pragma once

#include "workflow/inbound/held_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace workflow::quotes {

inline constexpr std::size_t side = HeldText::window - 1;  // words beside a word that hold it

/// The last words of what was read.
class Tail {
public:
    /// Where a text begins.
    static Tail at_begin() {
        Tail out;
        out.words_.fill(HeldText::begin_word);
        out.count_ = side;
        return out;
    }
    [[nodiscard]] bool is_full() const { return count_ >= side; }
    /// Words of the text stand right before it, not its begin.
    [[nodiscard]] bool is_inside() const { return is_full() && words_.back() != HeldText::begin_word; }
    void push(std::uint64_t word) {
        std::shift_left(words_.begin(), words_.end(), 1);
        words_.back() = word;
        count_ = std::min(count_ + 1, words_.size());
    }
    void push(std::span<const std::uint64_t> words) {
        for (const std::uint64_t word : words.last(std::min(words.size(), words_.size())))
            push(word);
    }
    [[nodiscard]] std::span<const std::uint64_t, side> words() const { return std::span(words_).last<side>(); }
    /// Its words are the last of these.
    [[nodiscard]] bool ends_as(std::span<const std::uint64_t> words) const {
        const std::size_t count = std::min(words.size(), side);
        return std::ranges::equal(words.last(count), std::span(words_).last(count));
    }
    /// As it was before its last words; `words` is `side` at most. Not full: that is no longer known.
    [[nodiscard]] Tail without(std::size_t words) const {
        Tail out = *this;
        std::shift_right(out.words_.begin(), out.words_.end(), static_cast<std::ptrdiff_t>(words));
        out.count_ -= std::min(words, count_);
        return out;
    }
    /// The words and the first words of a line behind them.
    [[nodiscard]] std::array<std::uint64_t, 2 * side> across(std::span<const std::uint64_t> line) const {
        std::array<std::uint64_t, 2 * side> both{};
        std::ranges::copy(words(), both.begin());
        std::copy_n(line.begin(), std::min(line.size(), side), both.begin() + side);
        return both;
    }
    /// How many of the line's first words, `side` at most, the ticket holds behind these.
    [[nodiscard]] std::size_t goes_on(const HeldText& held, std::span<const std::uint64_t> line) const {
        if (!is_full()) return 0;
        const auto both = across(line);
        const std::size_t count = std::min(line.size(), side);
        for (std::size_t i = 0; i < count; ++i)
            if (!held.holds(std::span(both).subspan(i).first<HeldText::window>())) return i;
        return count;
    }

private:
    std::array<std::uint64_t, 2 * side> words_{};
    std::size_t count_ = 0;
};

}  // namespace workflow::quotes
