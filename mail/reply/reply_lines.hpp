#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// The passes over the lines of a text. Each takes values and gives a value; what a pass decides is in its result only.
namespace mail::reply {

/// What a line is, as far as the passes up to now know.
enum class LineKind : std::uint8_t {
    own,  // the person's words
    blank,
    quote,        // starts with >
    attribution,  // "On … wrote:", before a quote
    signature,
    notice,  // a company's notice or a list's footer
    cut,     // a part of the earlier mail, or what a program set above the words
};

/// One kind a line. A million lines take a megabyte.
using LineKinds = std::vector<LineKind>;

/// A text and where its lines start. The text outlives it.
class Lines {
public:
    explicit Lines(std::string_view text);

    [[nodiscard]] std::size_t size() const { return starts_.size(); }
    [[nodiscard]] std::size_t start(std::size_t i) const { return starts_[i]; }
    [[nodiscard]] std::string_view all() const { return text_; }
    /// The line with its end.
    [[nodiscard]] std::string_view whole(std::size_t i) const;
    /// The line without its LF.
    [[nodiscard]] std::string_view operator[](std::size_t i) const;

private:
    std::string_view text_;
    std::vector<std::uint32_t> starts_;
};

/// Where the parts of a text start, as numbers of lines; the number of all lines: there is no such part.
struct Bounds {
    std::size_t earlier = 0;    // from here on all is the earlier mail
    std::size_t forwarded = 0;  // from here on all is a forwarded mail, which stays
};

/// Some line is quoted more often than in any thread of answers.
[[nodiscard]] bool has_deep_quote(const Lines& lines, const LineKinds& kinds);

/// The first line from `i` on that is not blank; the number of lines when there is none.
[[nodiscard]] std::size_t next_shown(const LineKinds& kinds, std::size_t i);

/// Five dashes, underscores, stars or equals signs at least, and nothing else.
[[nodiscard]] bool is_rule(std::string_view line);

/// Blank, or with nothing but quote marks.
[[nodiscard]] bool is_bare(std::string_view line);

}  // namespace mail::reply
