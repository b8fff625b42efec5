// The lines of a text without their quote marks, so that one recogniser serves at every depth.
#include "mail/reply/unquoted_lines.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace mail::reply {
namespace {

/// No-break space, zero-width and direction marks, byte order mark.
constexpr auto invisible = std::to_array<std::string_view>(
    {"\xc2\xa0", "\xe2\x80\x8b", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad",
     "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9", "\xef\xbb\xbf", "\xd8\x9c"});

/// Takes one mark off, with up to two blanks before it (clients add them when they wrap lines).
bool take_mark(std::string_view& line) {
    constexpr std::string_view wide = "＞";
    auto rest = line;
    for (int blanks = 0; blanks < 2 && rest.starts_with(' '); ++blanks)
        rest.remove_prefix(1);
    if (rest.starts_with('>')) {
        rest.remove_prefix(1);
    } else if (rest.starts_with(wide)) {
        rest.remove_prefix(wide.size());
    } else {
        return false;
    }
    line = rest;
    return true;
}

/// "> wrote:", ">:" with or without quote marks before it.
bool ends_address(std::string_view line) {
    constexpr std::size_t longest = 60;
    return line.size() <= longest && bare_text(line).ends_with(':');
}

}  // namespace

std::string_view bare_text(std::string_view line) {
    const auto take = [&line](auto matches, auto remove) {
        const auto* const found = std::find_if(invisible.begin(), invisible.end(), matches);
        if (found == invisible.end()) return false;
        remove(found->size());
        line = ascii::trim(line);
        return true;
    };
    line = ascii::trim(line);
    while (!line.empty() && ascii::is_high(line.front()) &&
           take([&](auto each) { return line.starts_with(each); }, [&](auto n) { line.remove_prefix(n); })) {
    }
    while (!line.empty() && ascii::is_high(line.back()) &&
           take([&](auto each) { return line.ends_with(each); }, [&](auto n) { line.remove_suffix(n); })) {
    }
    return line;
}

UnquotedLines::UnquotedLines(const Lines& lines) : all_(lines.all()) {
    constexpr unsigned deepest = std::numeric_limits<std::uint8_t>::max();
    places_.reserve(lines.size());
    depths_.reserve(lines.size());
    unsigned above = 0;
    bool open = false;  // a "<" waits for its ">" since a line above
    for (std::size_t i = 0; i < lines.size(); ++i) {
        auto line = lines[i];
        unsigned depth = 0;
        // A long address pushes its ">" to the next line: "> wrote:" is no quote then.
        const bool closes = open && ends_address(line);
        while (!(closes && depth == above) && take_mark(line))
            depth = std::min(depth + 1, deepest);
        const auto text = bare_text(line);
        const auto last = text.find_last_of("<>");
        if (text.empty() || closes) open = false;
        if (last != std::string_view::npos && text[last] == '<') open = true;
        const auto start = text.empty() ? lines.start(i) : static_cast<std::size_t>(text.data() - all_.data());
        places_.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(text.size())});
        depths_.push_back(static_cast<std::uint8_t>(depth));
        above = depth;
    }
}

std::size_t UnquotedLines::next_shown(std::size_t i) const {
    while (i < size() && blank(i))
        ++i;
    return i;
}

LineKinds first_kinds(const UnquotedLines& lines) {
    LineKinds kinds(lines.size(), LineKind::own);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines.depth(i) > 0) {
            kinds[i] = LineKind::quote;
        } else if (lines.blank(i)) {
            kinds[i] = LineKind::blank;
        }
    }
    return kinds;
}

}  // namespace mail::reply
