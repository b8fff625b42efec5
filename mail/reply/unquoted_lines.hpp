#pragma once

#include "mail/reply/reply_lines.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace mail::reply {

/// The lines of a text without their `>` marks and without the blanks around them. The `Lines` outlive it.
class UnquotedLines {
public:
    explicit UnquotedLines(const Lines& lines);

    [[nodiscard]] std::size_t size() const { return depths_.size(); }
    [[nodiscard]] std::string_view operator[](std::size_t i) const { return all_.substr(places_[i].start, places_[i].size); }
    /// How many marks stand before the line; more than 255 count as 255.
    [[nodiscard]] unsigned depth(std::size_t i) const { return depths_[i]; }
    [[nodiscard]] bool blank(std::size_t i) const { return places_[i].size == 0; }
    /// The first line from `i` on that shows something; the number of lines when there is none.
    [[nodiscard]] std::size_t next_shown(std::size_t i) const;

private:
    /// Half of a view: a text of a million lines pays for each.
    struct Place {
        std::uint32_t start;
        std::uint32_t size;
    };
    std::string_view all_;
    std::vector<Place> places_;
    std::vector<std::uint8_t> depths_;
};

/// Blank lines, lines with a `>` mark, and the rest, which is `own`.
[[nodiscard]] LineKinds first_kinds(const UnquotedLines& lines);

/// Without blanks, no-break spaces, byte order marks and the invisible marks of writing direction at both ends.
[[nodiscard]] std::string_view bare_text(std::string_view line);

}  // namespace mail::reply
