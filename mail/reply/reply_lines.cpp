// The lines of a text, what each is at first sight, and what several passes of the reply extractor ask of a line.
#include "mail/reply/reply_lines.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"

#include <algorithm>

namespace mail::reply {
namespace {

/// More levels of `>` than any thread of answers has.
bool is_deep_quote(std::string_view line) {
    constexpr std::size_t deepest = 100;
    std::size_t marks = 0;
    for (std::size_t i = 0; i < line.size() && marks <= deepest && (line[i] == '>' || line[i] == ' '); ++i)
        marks += line[i] == '>' ? 1 : 0;
    return marks > deepest;
}

}  // namespace

Lines::Lines(std::string_view text) : text_(text) {
    LineReader lines(text);
    while (const auto each = lines.next())
        starts_.push_back(static_cast<std::uint32_t>(each->from));
}

std::string_view Lines::whole(std::size_t i) const {
    const std::size_t from = starts_[i];
    const std::size_t to = i + 1 < starts_.size() ? starts_[i + 1] : text_.size();
    return text_.substr(from, to - from);
}

std::string_view Lines::operator[](std::size_t i) const {
    auto line = whole(i);
    if (line.ends_with('\n')) line.remove_suffix(1);
    return line;
}

bool has_deep_quote(const Lines& lines, const LineKinds& kinds) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (kinds[i] == LineKind::quote && is_deep_quote(lines[i])) return true;
    }
    return false;
}

std::size_t next_shown(const LineKinds& kinds, std::size_t i) {
    while (i < kinds.size() && kinds[i] == LineKind::blank)
        ++i;
    return i;
}

bool is_rule(std::string_view line) {
    line = ascii::trim(line);
    const auto blanks = static_cast<std::size_t>(std::count(line.begin(), line.end(), ' '));
    return line.size() >= 5 && line.find_first_not_of("-_=* ") == std::string_view::npos && line.size() - blanks >= 5;
}

bool is_bare(std::string_view line) {
    return line.find_first_not_of("> \t\r") == std::string_view::npos;
}

}  // namespace mail::reply
