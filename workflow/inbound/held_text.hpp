#pragma once

#include "workflow/inbound/window_set.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace workflow {

/// What a ticket holds, as hashes of each run of five words of its texts: enough to prove that the ticket has the words of an
/// answer in this order. Of a text that says a thing twice it knows twice (three stands for more), and it knows where each text
/// begins and ends. About 1 KB per KB of text.
class HeldText {
public:
    /// How many words prove. With four, answers put together of a large ticket's stock phrases lose lines; with six more of each
    /// quote stays beside a gap.
    static constexpr std::size_t window = 5;
    using Window = std::span<const std::uint64_t, window>;

    /// Stand before the first and behind the last word of a text.
    static constexpr std::uint64_t begin_word = 0x5E5E5E5E5E5E5E5EU;
    static constexpr std::uint64_t end_word = 0x2424242424242424U;

    /// A text of the ticket, sent or received. Where a mail has a text part and HTML, each is a text of its own. UTF-8, lines end
    /// in LF.
    void add(std::string_view text);
    /// A mail of the person whose answer is cut. It counts as `add` does, and their signature is known from it.
    void add_writer(std::string_view text);

    /// Some text has these words in this order, `times` times in one (1 to 3; 3 means three times or more).
    [[nodiscard]] bool holds(Window words, unsigned times = 1) const;
    /// A mail of the writer has these words in this order.
    [[nodiscard]] bool writer_holds(Window words) const;
    /// The hash of the word for a link, from text::append_words.
    [[nodiscard]] bool holds_link(std::uint64_t link) const;
    /// The hash of a sign from text::last_sign: some text has it behind this word.
    [[nodiscard]] bool holds_sign(std::uint64_t sign) const;
    [[nodiscard]] std::size_t size() const { return known_.size(); }

private:
    WindowSet known_;  // windows, links, signs and the windows of the writer, each kind under its own salt
};

/// The hash of five words.
[[nodiscard]] std::uint64_t window_hash(HeldText::Window words);

/// Counts how often a window came.
class WindowCounter {
public:
    /// 1 at the first time, 2 at the second, 3 from then on.
    unsigned next(std::uint64_t window);
    void clear() { seen_.clear(); }
    void reserve(std::size_t windows) { seen_.reserve(windows); }

private:
    WindowSet seen_;
};

}  // namespace workflow
