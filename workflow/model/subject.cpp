// Takes a subject apart: reply marks, brackets, ticket number, title.
#include "workflow/model/subject.hpp"

#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace workflow {

namespace {

constexpr std::size_t longest_title = 250;
constexpr std::size_t longest_mark = 24;

// Reply and forward marks as mail programs write them, in lower case. A mark of one letter that is also a title's ("I: drive
// full") is none.
constexpr auto reply_marks = std::to_array<std::string_view>(
    {"re",      "fw",     "fwd",         "aw",         "wg",       "antw",    "antwort", "sv",       "svar",          "vs",
     "vb",      "odp",    "odpowiedź",   "odpověď",    "odpoveď",  "tr",      "rép",     "rep",      "réf",           "réponse",
     "rv",      "rsp",    "resp",        "respuesta",  "resposta", "enc",     "res",     "risposta", "rif",           "r",
     "doorst",  "beantw", "ynt",         "yanıt",      "ilt",      "bls",     "balas",   "vl",       "vastaus",       "vast",
     "välitys", "vá",     "válasz",      "továbbítás", "pd",       "odg",     "odgovor", "отг",      "отговор",       "ответ",
     "отв",     "відп",   "відповідь",   "пересл",     "fs",       "ats",     "atb",     "atbilde",  "vas",           "απ",
     "σχετ",    "πρθ",    "απάντηση",    "răsp",       "răspuns",  "trả lời", "回复",    "回覆",     "答复",          "答覆",
     "回信",    "转发",   "轉寄",        "返信",       "転送",     "답장",    "회신",    "전달",     "השב",           "תשובה",
     "הועבר",   "رد",     "إعادة توجيه", "ตอบ",        "ตอบกลับ",   "svara",   "reply",   "videres",  "weitergeleitet"});

/// What programs write between a mark and its colon: a dot, a no-break space, a count as in "Re[2]:", "Re(3):", "Re^4:", "Re-5:".
std::string_view without_count(std::string_view mark) {
    constexpr std::string_view no_break = "\u00A0";
    while (mark.ends_with(no_break) || mark.ends_with('.') || mark.ends_with(' '))
        mark.remove_suffix(mark.ends_with(no_break) ? no_break.size() : 1);
    if (mark.empty()) return mark;
    const bool closed = mark.back() == ']' || mark.back() == ')';
    const std::size_t open = mark.find_first_of("[(^*-");
    if (open == std::string_view::npos || open == 0) return mark;
    const std::string_view count = mark.substr(open + 1, mark.size() - open - (closed ? 2 : 1));
    const bool counts = !count.empty() && std::all_of(count.begin(), count.end(), text::is_digit);
    return counts || (closed && count.empty()) ? mark.substr(0, open) : mark;
}

/// "Printer" of "[kim@contoso.example: Printer]", as mutt calls a mail that it forwards; the same text when it is nothing of the
/// kind.
std::string_view inside_address_mark(std::string_view subject) {
    if (!subject.starts_with('[') || !subject.ends_with(']')) return subject;
    const std::size_t colon = subject.find(": ");
    if (colon == std::string_view::npos) return subject;
    const std::string_view address = subject.substr(1, colon - 1);
    const bool is_address = address.find('@') != std::string_view::npos && address.find_first_of(" []") == std::string_view::npos;
    return is_address ? text::trim(subject.substr(colon + 2, subject.size() - colon - 3)) : subject;
}

/// What is behind one mark and its colon; the same text when it begins with none.
std::string_view behind_mark(std::string_view subject) {
    constexpr std::string_view wide_colon = "\uFF1A";
    const std::string_view head = subject.substr(0, longest_mark + wide_colon.size());
    const std::size_t narrow = head.find(':');
    const std::size_t wide = head.find(wide_colon);
    const std::size_t colon = std::min(narrow, wide);
    if (colon > longest_mark) return inside_address_mark(subject);  // npos too
    const std::string_view mark = without_count(text::trim(subject.substr(0, colon)));
    const bool known =
        std::any_of(reply_marks.begin(), reply_marks.end(), [&](auto known_mark) { return text::same(mark, known_mark); });
    if (!known) return inside_address_mark(subject);
    return text::trim(subject.substr(colon + (colon == wide ? wide_colon.size() : 1)));
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
    subject = without_reply_marks(subject);
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

std::vector<config::TicketId> tickets_in(std::string_view subject) {
    constexpr std::size_t most = 8;
    std::vector<config::TicketId> found;
    for (const Bracket& group : brackets(subject)) {
        const auto number = ticket_token(group.inside);
        if (number && std::find(found.begin(), found.end(), *number) == found.end()) found.push_back(*number);
        if (found.size() == most) break;
    }
    return found;
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
