// Quote marks other than `>`.
#include "workflow/inbound/quote_marks.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace workflow::quotes {

namespace {

constexpr std::size_t longest_name_mark = 24;  // bytes
constexpr std::size_t most_marks = 16;         // different ones in a mail
constexpr std::size_t least_known = 2;         // lines

struct Mark {
    std::string_view sign;  // what the lines have in common; " ": an indent
    std::size_t bytes = 0;  // before the words
    std::size_t depth = 1;
};

std::size_t blanks_at(std::string_view text) {
    return std::min(text.find_first_not_of(" \t"), text.size());
}

/// "Kim> ", "  KB>> ".
std::optional<Mark> name_mark(std::string_view body) {
    const std::size_t begin = blanks_at(body);
    const std::string_view rest = body.substr(begin, longest_name_mark);
    const auto end = rest.find('>');
    if (end == std::string_view::npos || end == 0 || !text::is_word(rest.front())) return std::nullopt;
    for (const char c : rest.substr(0, end))
        if (!text::is_word(c) && c != ' ' && c != '.') return std::nullopt;
    std::size_t depth = 0;
    while (end + depth < rest.size() && rest[end + depth] == '>')
        ++depth;
    return Mark{rest.substr(0, end), begin + end + depth, depth};
}

/// "| ", "# ", ") ", a tab, blanks.
std::optional<Mark> bare_mark(std::string_view body) {
    constexpr std::string_view signs = "|#):%}!]";
    const std::size_t begin = blanks_at(body);
    if (begin < body.size() && signs.find(body[begin]) != std::string_view::npos) {
        const std::size_t blanks = blanks_at(body.substr(begin + 1));
        if (blanks > 0) return Mark{body.substr(begin, 1), begin + 1, 1};
    }
    if (begin == 0) return std::nullopt;
    return Mark{" ", begin, 1};
}

struct Group {
    std::string_view sign;
    std::size_t known = 0;
    bool named = false;
};

Group* group_of(std::vector<Group>& groups, std::string_view sign) {
    const auto found = std::find_if(groups.begin(), groups.end(), [&](const Group& group) { return group.sign == sign; });
    return found == groups.end() ? nullptr : &*found;
}

void find_name_marks(Lines& lines, const FactSheet& facts) {
    std::vector<Group> groups;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto mark = name_mark(lines.body(i));
        if (!mark) continue;
        Group* group = group_of(groups, mark->sign);
        if (!group) {
            if (groups.size() >= most_marks) continue;
            groups.push_back({mark->sign, 0, facts.is_initials(mark->sign)});
            group = &groups.back();
        }
        if (group->named && group->known < least_known && !lines[i].solid() && lines.solid_behind(i, mark->bytes)) ++group->known;
    }
    if (std::none_of(groups.begin(), groups.end(), [](const Group& group) { return group.known >= least_known; })) return;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto mark = name_mark(lines.body(i));
        if (!mark) continue;
        const Group* group = group_of(groups, mark->sign);
        if (group && group->known >= least_known && !lines[i].solid()) lines.remark(i, mark->bytes, lines[i].depth + mark->depth);
    }
}

bool begins_text(const Lines& lines, std::size_t i) {
    const auto words = lines.words(i);
    if (words.empty() || !lines[i].closed || !lines[i].inner) return false;
    std::vector<std::uint64_t> start(HeldText::window - 1, HeldText::begin_word);
    start.insert(start.end(), words.begin(),
                 words.begin() + static_cast<std::ptrdiff_t>(std::min(words.size(), HeldText::window - 1)));
    return all_held(lines.held(), start);
}

/// The first run of lines with a bare mark that quotes says which mark it is; wrapping may break the runs below.
void find_bare_marks(Lines& lines) {
    std::string_view found;
    for (std::size_t i = 0; i < lines.size();) {
        const auto mark = lines[i].depth == 0 ? bare_mark(lines.body(i)) : std::nullopt;
        if (!mark || (!found.empty() && mark->sign != found)) {
            ++i;
            continue;
        }
        std::size_t end = i;
        std::size_t known = 0;
        while (end < lines.size() && lines[end].depth == 0) {
            const auto next = bare_mark(lines.body(end));
            if (!next || next->sign != mark->sign) break;
            if (lines[end].solid()) ++known;
            ++end;
        }
        if (found.empty() && known >= least_known && begins_text(lines, i)) found = mark->sign;
        if (!found.empty())
            for (std::size_t each = i; each < end; ++each)
                lines.remark(each, bare_mark(lines.body(each))->bytes, 1);
        i = end;
    }
}

}  // namespace

void find_foreign_marks(Lines& lines, const FactSheet& facts) {
    find_name_marks(lines, facts);
    find_bare_marks(lines);
    lines.find_neighbours();
}

}  // namespace workflow::quotes
