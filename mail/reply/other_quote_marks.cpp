// Finds quotes whose lines have another mark than ">", as The Bat, Supercite, mailx and Outlook for Mac write them.
#include "mail/reply/other_quote_marks.hpp"

#include "config/base/ascii.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace mail::reply {
namespace {

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(" \t"), line.size());
}

/// "NS>", "    Kim>": a name of letters at the line's begin and a mark directly behind it; empty: there is none.
std::string_view name_mark(std::string_view line) {
    constexpr std::size_t longest = 12;
    line.remove_prefix(indent_of(line));
    std::size_t n = 0;
    while (n < line.size() && n <= longest && (ascii::is_alpha(line[n]) || ascii::is_high(line[n])))
        ++n;
    if (n == 0 || n > longest || n == line.size() || line[n] != '>') return {};
    const auto rest = line.substr(n + 1);
    return rest.empty() || rest.front() == ' ' || rest.front() == '>' ? line.substr(0, n + 1) : std::string_view();
}

/// The sign alone or with a blank behind it.
bool has_sign(std::string_view line, char sign) {
    return line.starts_with(sign) && (line.size() == 1 || line[1] == ' ');
}

/// The marks that attributions introduced.
struct Marks {
    std::set<std::string, std::less<>> names;
    std::string signs;
    std::string indent;  // the blanks before each line
    bool behind_blanks = false;

    [[nodiscard]] bool empty() const { return names.empty() && signs.empty() && indent.empty() && !behind_blanks; }

    void learn(std::string_view line) {
        constexpr std::string_view known = "#|):}%";
        const auto name = name_mark(line);
        const auto rest = line.substr(indent_of(line));
        if (!name.empty()) {
            names.emplace(name);
        } else if (!line.empty() && known.find(line.front()) != std::string_view::npos && has_sign(line, line.front())) {
            if (signs.find(line.front()) == std::string::npos) signs += line.front();
        } else if (rest.starts_with('>')) {
            behind_blanks = true;
        } else if (indent.empty() && rest.size() < line.size()) {
            indent = line.substr(0, line.size() - rest.size());
        }
    }

    [[nodiscard]] bool has(std::string_view line) const {
        if (!indent.empty() && line.starts_with(indent)) return true;
        if (behind_blanks && line.substr(indent_of(line)).starts_with('>')) return true;
        if (std::any_of(signs.begin(), signs.end(), [&](char sign) { return has_sign(line, sign); })) return true;
        return !names.empty() && names.contains(name_mark(line));
    }
};

}  // namespace

LineKinds mark_wrapped_links(const UnquotedLines& lines, LineKinds kinds) {
    constexpr std::size_t shortest = 60;
    for (std::size_t i = 1; i < kinds.size(); ++i) {
        if (kinds[i] != LineKind::own || kinds[i - 1] != LineKind::quote || lines[i - 1].size() < shortest) continue;
        const auto above = lines[i - 1];
        const auto open = above.find_last_of("<>");
        if (open == std::string_view::npos || above[open] != '<' || above.substr(open).find("://") == std::string_view::npos)
            continue;
        const auto close = lines[i].find_first_of("> ");
        if (above.substr(open).find(' ') == std::string_view::npos && close != std::string_view::npos && lines[i][close] == '>')
            kinds[i] = LineKind::quote;
    }
    return kinds;
}

LineKinds mark_other_quotes(const Lines& lines, LineKinds kinds, const std::vector<Attribution>& attributions) {
    constexpr std::size_t most_marks = 20;
    Marks marks;
    std::size_t line = 0;
    const auto mark_up_to = [&](std::size_t end) {
        for (; line < end; ++line) {
            if (kinds[line] == LineKind::own && !marks.empty() && marks.has(lines[line])) kinds[line] = LineKind::quote;
        }
    };
    for (const auto& each : attributions) {
        mark_up_to(std::min(each.end(), lines.size()));
        const auto after = next_shown(kinds, each.end());
        if (each.likeness != words::Likeness::strong || after >= lines.size() || kinds[after] != LineKind::own) continue;
        // Below ">>>>> On … said:" only a name is a mark.
        const bool quoted = kinds[each.line] == LineKind::quote;
        if (marks.names.size() < most_marks && (!quoted || !name_mark(lines[after]).empty())) marks.learn(lines[after]);
    }
    mark_up_to(lines.size());
    return kinds;
}

}  // namespace mail::reply
