#pragma once

#include "workflow/inbound/held_text.hpp"
#include "workflow/text/words.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace workflow::quotes {

/// A line that is not blank.
struct Line {
    std::uint32_t number = 0;      // in the text, from 0; the lines between two records are blank
    std::uint32_t begin = 0;       // of the line in the text
    std::uint32_t end = 0;         // without LF and CR
    std::uint32_t body = 0;        // behind the quote marks
    std::uint32_t first_word = 0;  // in the words of all lines
    std::uint32_t words = 0;       // words and links that the ticket knows
    std::uint16_t depth = 0;       // quote marks
    std::uint8_t numbers = 0;      // words that begin with a digit, 255 at most
    bool closed = true;            // has no link, nor a last sign, that the ticket does not know
    bool nothing = false;          // a rule or an image: it goes with its neighbours
    bool inner = true;             // every window inside is held
    bool foreign_mark = false;     // its mark is none of the usual ones
    /// Held by its own words alone.
    [[nodiscard]] bool solid() const { return inner && closed && words >= HeldText::window; }
};

/// The lines of a mail as the ticket sees them. The text outlives it. Of a mail with more lines than anybody quotes the rest is
/// not read.
class Lines {
public:
    static constexpr std::size_t most = 100'000;  // that are not blank

    Lines(std::string_view text, const HeldText& held);

    [[nodiscard]] std::size_t size() const { return lines_.size(); }
    [[nodiscard]] const Line& operator[](std::size_t i) const { return lines_[i]; }
    [[nodiscard]] const HeldText& held() const { return held_; }
    [[nodiscard]] std::string_view text() const { return text_; }
    [[nodiscard]] std::size_t text_lines() const { return text_lines_; }  // with blank ones

    /// What was not read: it is shown.
    [[nodiscard]] std::string_view rest() const { return text_.substr(rest_); }

    [[nodiscard]] std::string_view whole(std::size_t i) const;  // without line end
    [[nodiscard]] std::string_view body(std::size_t i) const;
    [[nodiscard]] std::span<const std::uint64_t> words(std::size_t i) const;
    /// The first record from `i` on that is more than a rule; size(): none.
    [[nodiscard]] std::size_t shown(std::size_t i) const { return i < size() ? shown_[i] : size(); }
    /// The last record before `i` that is more than a rule; size(): none.
    [[nodiscard]] std::size_t shown_before(std::size_t i) const { return i == 0 ? size() : shown_before_[i - 1]; }
    /// The first record at line `number` of the text or below.
    [[nodiscard]] std::size_t at_number(std::size_t number) const;
    /// No blank line between the record and the one before.
    [[nodiscard]] bool adjoins(std::size_t i) const { return i > 0 && lines_[i].number == lines_[i - 1].number + 1; }

    /// Reads the line as a quote with a mark of `bytes` bytes before it, at `depth`.
    void remark(std::size_t i, std::size_t bytes, std::size_t depth);
    /// Whether it would be solid behind `bytes` bytes of mark.
    [[nodiscard]] bool solid_behind(std::size_t i, std::size_t bytes) const;

    /// After the last `remark`.
    void find_neighbours();

private:
    void read(Line& line, std::string_view body, std::vector<text::Word>& found);

    std::string_view text_;
    const HeldText& held_;
    std::vector<Line> lines_;
    std::vector<std::uint64_t> words_;
    std::vector<std::uint32_t> shown_;
    std::vector<std::uint32_t> shown_before_;
    std::size_t text_lines_ = 0;
    std::size_t rest_ = 0;  // where it begins
};

/// Every window of the words is held. Fewer words than a window: true.
[[nodiscard]] bool all_held(const HeldText& held, std::span<const std::uint64_t> words);

}  // namespace workflow::quotes
