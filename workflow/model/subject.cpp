// Takes a subject apart: reply marks, brackets, ticket number, title.
#include "workflow/model/subject.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace workflow {

namespace {

constexpr std::size_t longest_title = 250;
constexpr std::size_t longest_mark = 12;

// Reply and forward marks that mail programs write in the languages of Europe.
constexpr std::array<std::string_view, 20> reply_marks{"re", "fw",  "fwd", "aw",  "wg",  "antw",   "sv",  "vs",  "vb",  "odp",
                                                       "tr", "rép", "rv",  "enc", "res", "doorst", "ynt", "ilt", "bls", "r"};

/// The text after one mark and its colon; the same text when it does not begin with a mark. Some programs add a
/// count: "Re[2]:", "Re(3):".
std::string_view behind_mark(std::string_view subject) {
    const std::size_t colon = subject.find(':');
    if (colon > longest_mark) return subject;  // also when it is npos
    std::string_view mark = text::trim(subject.substr(0, colon));
    if (!mark.empty() && (mark.back() == ']' || mark.back() == ')')) {
        const std::size_t open = mark.find_first_of("[(");
        if (open == std::string_view::npos) return subject;
        const std::string_view count = mark.substr(open + 1, mark.size() - open - 2);
        if (!std::all_of(count.begin(), count.end(), text::is_digit)) return subject;
        mark = mark.substr(0, open);
    }
    const bool known =
        std::any_of(reply_marks.begin(), reply_marks.end(), [&](auto known_mark) { return text::same(mark, known_mark); });
    return known ? text::trim(subject.substr(colon + 1)) : subject;
}

/// The position where the bracket at `open` closes, or npos. A `"` opens a quoted value only right after '=' or ':', so that a
/// stray one does not hide the closing bracket.
std::size_t closing(std::string_view subject, std::size_t open) {
    bool quoted = false;
    for (std::size_t i = open + 1; i < subject.size(); ++i) {
        if (subject[i] == '"') {
            const char before = subject[i - 1];
            if (quoted) {
                quoted = false;
            } else if ((before == '=' || before == ':') && subject.find('"', i + 1) != std::string_view::npos) {
                quoted = true;
            }
        } else if (subject[i] == ']' && !quoted) {
            return i;
        } else if (subject[i] == '[' && !quoted) {
            return std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

std::string bare(std::string_view subject) {
    std::string out;
    std::size_t at = 0;
    for (const Bracket& group : brackets(subject)) {
        out += subject.substr(at, group.begin - at);
        at = group.end;
    }
    out += subject.substr(at);
    return text::folded(text::squeezed(without_reply_marks(out)));
}

}  // namespace

std::vector<Bracket> brackets(std::string_view subject) {
    std::vector<Bracket> found;
    for (std::size_t at = subject.find('['); at != std::string_view::npos; at = subject.find('[', at)) {
        const std::size_t end = closing(subject, at);
        if (end == std::string_view::npos) {
            ++at;
            continue;
        }
        found.push_back({at, end + 1, subject.substr(at + 1, end - at - 1)});
        at = end + 1;
    }
    return found;
}

std::optional<config::TicketId> ticket_token(std::string_view inside) {
    inside = text::trim(inside);
    if (inside.size() < 2 || inside.front() != '#') return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(inside.data() + 1, inside.data() + inside.size(), number);
    if (error != std::errc{} || end != inside.data() + inside.size() || number <= 0) return std::nullopt;
    return config::TicketId{number};
}

std::optional<config::TicketId> ticket_in(std::string_view subject) {
    for (const Bracket& group : brackets(subject))
        if (const auto number = ticket_token(group.inside)) return number;
    return std::nullopt;
}

std::string_view without_reply_marks(std::string_view subject) {
    subject = text::trim(subject);
    for (std::string_view rest = behind_mark(subject); rest.size() != subject.size(); rest = behind_mark(subject))
        subject = rest;
    return subject;
}

std::string title_of(std::string_view subject, const std::vector<Bracket>& removed) {
    std::string out;
    std::size_t at = 0;
    for (const Bracket& group : brackets(subject)) {
        const bool goes = ticket_token(group.inside) || std::any_of(removed.begin(), removed.end(),
                                                                    [&](const Bracket& one) { return one.begin == group.begin; });
        if (!goes) continue;
        out += subject.substr(at, group.begin - at);
        at = group.end;
    }
    out += subject.substr(at);
    return std::string(text::cut(text::squeezed(without_reply_marks(out)), longest_title));
}

bool same_subject(std::string_view a, std::string_view b) {
    return bare(a) == bare(b);
}

}  // namespace workflow
