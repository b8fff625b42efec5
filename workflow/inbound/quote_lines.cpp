// The lines of a mail with their words, and which of them the ticket holds.
#include "workflow/inbound/quote_lines.hpp"

#include "workflow/text/characters.hpp"

#include <algorithm>
#include <limits>

namespace workflow::quotes {

bool all_held(const HeldText& held, std::span<const std::uint64_t> words) {
    for (std::size_t i = 0; i + HeldText::window <= words.size(); ++i)
        if (!held.holds(words.subspan(i).first<HeldText::window>())) return false;
    return true;
}

Lines::Lines(std::string_view text, const HeldText& held) : text_(text), held_(held) {
    words_.reserve(text.size() / 6);
    std::vector<text::Word> found;
    std::size_t begin = 0;
    while (begin <= text.size() && lines_.size() < most) {
        const auto end = std::min(text.find('\n', begin), text.size());
        std::string_view raw = text.substr(begin, end - begin);
        if (raw.ends_with('\r')) raw.remove_suffix(1);
        // `>>>>> "Kim" == Kim Berg <…> writes:` is the heading that Supercite writes (its manual, 3.2), and no fifth quote.
        const text::Unquoted unquoted = raw.starts_with(">>>>> \"") ? text::Unquoted{0, raw} : text::without_marks(raw);
        if (!text::is_invisible(unquoted.body)) {
            Line line;
            line.number = static_cast<std::uint32_t>(text_lines_);
            line.begin = static_cast<std::uint32_t>(begin);
            line.end = static_cast<std::uint32_t>(begin + raw.size());
            line.depth =
                static_cast<std::uint16_t>(std::min<std::size_t>(unquoted.depth, std::numeric_limits<std::uint16_t>::max()));
            read(line, unquoted.body, found);
            lines_.push_back(line);
        }
        ++text_lines_;
        begin = end + 1;
    }
    rest_ = std::min(begin, text.size());
    if (begin <= text.size())
        text_lines_ +=
            static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(), '\n')) + 1;
    find_neighbours();
}

std::string_view Lines::whole(std::size_t i) const {
    return text_.substr(lines_[i].begin, lines_[i].end - lines_[i].begin);
}

std::string_view Lines::body(std::size_t i) const {
    return text_.substr(lines_[i].body, lines_[i].end - lines_[i].body);
}

std::span<const std::uint64_t> Lines::words(std::size_t i) const {
    return std::span(words_).subspan(lines_[i].first_word, lines_[i].words);
}

std::size_t Lines::at_number(std::size_t number) const {
    const auto found =
        std::lower_bound(lines_.begin(), lines_.end(), number, [](const Line& line, std::size_t n) { return line.number < n; });
    return static_cast<std::size_t>(found - lines_.begin());
}

void Lines::read(Line& line, std::string_view body, std::vector<text::Word>& found) {
    found.clear();
    text::append_words(body, found);
    line.body = line.end - static_cast<std::uint32_t>(body.size());
    line.first_word = static_cast<std::uint32_t>(words_.size());
    line.closed = true;
    line.numbers = 0;
    bool images = false;
    for (const text::Word& word : found) {
        if (word.kind == text::WordKind::image) {
            images = true;
        } else if (word.kind == text::WordKind::link && !held_.holds_link(word.hash)) {
            line.closed = false;
        } else {
            words_.push_back(word.hash);
        }
        if (word.number && line.numbers < std::numeric_limits<std::uint8_t>::max()) ++line.numbers;
    }
    if (const auto sign = text::last_sign(body, found); sign != 0 && !held_.holds_sign(sign)) line.closed = false;
    line.words = static_cast<std::uint32_t>(words_.size()) - line.first_word;
    line.nothing = line.words == 0 && line.closed && (images || text::is_bar(body));
    line.inner = all_held(held_, std::span(words_).subspan(line.first_word));
}

void Lines::find_neighbours() {
    shown_.resize(lines_.size());
    shown_before_.resize(lines_.size());
    auto last = static_cast<std::uint32_t>(lines_.size());
    for (std::size_t i = lines_.size(); i-- > 0;)
        last = shown_[i] = lines_[i].nothing ? last : static_cast<std::uint32_t>(i);
    last = static_cast<std::uint32_t>(lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i)
        last = shown_before_[i] = lines_[i].nothing ? last : static_cast<std::uint32_t>(i);
}

bool Lines::solid_behind(std::size_t i, std::size_t bytes) const {
    std::vector<text::Word> found;
    text::append_words(body(i).substr(bytes), found);
    std::vector<std::uint64_t> words;
    for (const text::Word& word : found) {
        if (word.kind == text::WordKind::image) continue;
        if (word.kind == text::WordKind::link && !held_.holds_link(word.hash)) return false;
        words.push_back(word.hash);
    }
    return words.size() >= HeldText::window && all_held(held_, words);
}

void Lines::remark(std::size_t i, std::size_t bytes, std::size_t depth) {
    const std::string_view rest = body(i).substr(bytes);
    lines_[i].depth = static_cast<std::uint16_t>(depth);
    lines_[i].foreign_mark = true;
    std::vector<text::Word> found;
    read(lines_[i], rest, found);
}

}  // namespace workflow::quotes
