// Finds the commands of a mail: tags in its subject, items in the first lines of its text.
#include "workflow/commands/command_parse.hpp"

#include "workflow/commands/command_items.hpp"
#include "workflow/commands/near_words.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace workflow {

namespace {

enum class Place {
    beside_token,  // in the run of brackets around the ticket number, or where nothing but brackets is
    outside        // at the end, in front of "Re:", or on the first line of the text
};

/// The commands of one bracket; none when it is title text.
Result<std::vector<Command>> read_bracket(std::string_view inside, Place place) {
    std::vector<Command> commands;
    Sentence mistake, unknown, perhaps;
    for (const std::string_view written : cut_items(inside, false)) {
        const Item item = take_apart(written);
        Reading reading = read_item(item);
        if (reading.command) {
            commands.push_back(std::move(*reading.command));
        } else if (reading.mistake.empty()) {
            if (unknown.empty()) unknown = say("parse.unknown", item.shown);
        } else if (reading.meant == Meant::perhaps) {
            if (perhaps.empty()) perhaps = std::move(reading.mistake);
        } else if (mistake.empty()) {
            mistake = std::move(reading.mistake);
        }
    }
    // A known word makes the whole bracket a tag. Beside the ticket number there is no title.
    if (!mistake.empty()) return tl::unexpected(std::move(mistake));
    if (!perhaps.empty() && (!commands.empty() || place == Place::beside_token)) return tl::unexpected(std::move(perhaps));
    if (!unknown.empty() && !commands.empty()) return tl::unexpected(std::move(unknown));
    return commands;
}

bool only_blanks(std::string_view subject, std::size_t from, std::size_t to) {
    return text::trim(subject.substr(from, to - from)).empty();
}

struct Placed {
    Bracket bracket;
    std::optional<Place> place;  // nullopt: between words, where no tag counts
};

/// Where the run of brackets in front of the subject ends, when a reply mark is before or behind it.
std::size_t end_of_front(std::string_view subject, const std::vector<Bracket>& all) {
    const std::string_view bare = without_reply_marks(subject);
    const std::size_t start = subject.size() - bare.size();
    std::size_t end = start;
    for (const Bracket& one : all) {
        if (one.begin < start) continue;
        if (!only_blanks(subject, end, one.begin)) break;
        end = one.end;
    }
    const std::string_view rest = text::trim(subject.substr(end));
    const bool marked = start > 0 || without_reply_marks(rest).size() < rest.size();
    return marked ? end : 0;
}

/// The brackets of a subject without its ticket numbers, each with its place.
std::vector<Placed> placed_brackets(std::string_view subject) {
    const std::vector<Bracket> all = brackets(subject);
    const auto is_token = [](const Bracket& one) { return ticket_token(one.inside).has_value(); };
    const auto token = std::find_if(all.begin(), all.end(), is_token);
    auto begin = token;
    auto end = token;
    if (token != all.end()) {
        while (begin != all.begin() && only_blanks(subject, (begin - 1)->end, begin->begin))
            --begin;
        for (++end; end != all.end() && only_blanks(subject, (end - 1)->end, end->begin);)
            ++end;
    }
    const auto taken = token == all.end() ? all.begin() : end;
    auto last = all.end();
    std::size_t behind = subject.size();
    while (last != taken && only_blanks(subject, (last - 1)->end, behind))
        behind = (--last)->begin;
    const std::size_t front = end_of_front(subject, all);

    std::vector<Placed> found;
    for (auto one = all.begin(); one != all.end(); ++one) {
        if (is_token(*one)) continue;
        const bool beside = one >= begin && one < end;
        const bool outside = one >= last || one->end <= front;
        found.push_back({*one, beside    ? std::optional(Place::beside_token)
                               : outside ? std::optional(Place::outside)
                                         : std::nullopt});
    }
    return found;
}

std::string inside_of(const Bracket& bracket) {
    return text::folded(text::squeezed(bracket.inside));
}

std::vector<std::string> insides(std::string_view subject) {
    std::vector<std::string> found;
    for (const Bracket& bracket : brackets(subject))
        found.push_back(inside_of(bracket));
    return found;
}

/// The brackets that a subject has from its ticket's title. A subject of brackets alone is a tap on a link, and has none.
std::vector<std::string> brackets_of_title(std::string_view subject, std::string_view title) {
    if (title.find('[') == std::string_view::npos || same_subject(title, "")) return {};
    const std::string whole = text::folded(text::squeezed(subject));
    return whole.find(text::folded(text::squeezed(title))) == std::string::npos ? std::vector<std::string>{} : insides(title);
}

/// A word that is a command or nearly one, for marks other than closed brackets.
bool is_meant(std::string_view words) {
    const Reading reading = read_item(take_apart(text::trim(words.substr(0, words.find(';')))));
    return reading.command || (!reading.mistake.empty() && reading.meant != Meant::perhaps);
}

/// A subject without the words that its writer did not choose.
class OwnWords {
public:
    OwnWords(std::string_view subject, const Repeated& repeated)
        : subject_(subject.substr(0, longest_subject)), repeated_(repeated) {}

    /// A command in a mark that is none of ours: an open bracket, brackets of another script, round ones around a note. Empty:
    /// there is none.
    [[nodiscard]] std::string_view broken_mark() const {
        struct Mark {
            std::string_view open, close;
            bool only_notes;
        };
        constexpr std::array<Mark, 6> marks{{{"【", "】", false},
                                             {"［", "］", false},
                                             {"〔", "〕", false},
                                             {"(", ")", true},
                                             {"{", "}", true},
                                             {"<", ">", true}}};
        for (const Mark& mark : marks) {
            for (auto at = subject_.find(mark.open); at != std::string_view::npos; at = subject_.find(mark.open, at + 1)) {
                const std::string_view near = subject_.substr(at + mark.open.size(), longest_mark);
                const std::string_view inside = near.substr(0, near.find(mark.close));
                const bool meant = mark.only_notes ? is_note_word(text::trim(inside)) && !repeated_.title.empty()
                                                   : is_meant(inside) || is_nearly_note(inside);
                if (meant && !is_repeated(inside))
                    return subject_.substr(at, mark.open.size() + inside.size() + mark.close.size());
            }
        }
        const auto open = subject_.rfind('[');
        if (open == std::string_view::npos || subject_.find(']', open) != std::string_view::npos) return {};
        const std::string_view inside = subject_.substr(open + 1, longest_mark);
        const std::string_view first = inside.substr(0, inside.find(' '));
        return (is_meant(first) || is_nearly_note(inside)) && !is_repeated(inside) ? subject_.substr(open) : std::string_view{};
    }

    /// A command as "#note" or "note]", in the subject of an answer. Empty: there is none.
    [[nodiscard]] std::string_view marked_word() const {
        if (repeated_.title.empty()) return {};
        for (std::size_t at = 0; at < subject_.size();) {
            const std::size_t end = std::min(subject_.find(' ', at), subject_.size());
            const std::string_view word = subject_.substr(at, end - at);
            at = end + 1;
            const bool hash = word.size() > 1 && word.front() == '#' && is_meant(word.substr(1));
            const bool closed = word.size() > 1 && word.back() == ']' && word.find('[') == std::string_view::npos &&
                                only_bracket_behind(word) && is_meant(word.substr(0, word.size() - 1));
            if ((hash || closed) && !is_repeated(word)) return word;
        }
        return {};
    }

private:
    static constexpr std::size_t longest_mark = 80;
    static constexpr std::size_t longest_subject = 2000;  // nobody types more

    [[nodiscard]] bool is_repeated(std::string_view words) const {
        const std::string folded = text::folded(words);
        return text::contains_folded(repeated_.title, folded) || text::contains_folded(repeated_.parent, folded);
    }
    /// The bracket that ends `word` was not opened before it.
    [[nodiscard]] bool only_bracket_behind(std::string_view word) const {
        const std::string_view before = subject_.substr(0, static_cast<std::size_t>(word.data() - subject_.data()));
        const auto open = before.rfind('[');
        return open == std::string_view::npos || before.find(']', open) != std::string_view::npos;
    }

    std::string_view subject_;
    const Repeated& repeated_;
};

}  // namespace

std::string without_tags(std::string_view title) {
    std::string out(title);
    for (const Bracket& bracket : brackets(title)) {
        const auto commands = read_bracket(bracket.inside, Place::beside_token);
        if (commands && commands->empty()) continue;
        out[bracket.begin] = '(';
        out[bracket.end - 1] = ')';
    }
    return out;
}

Result<std::vector<Command>> read_tag(std::string_view inside) {
    return read_bracket(inside, Place::outside);
}

Result<SubjectCommands> parse_subject(std::string_view subject, const Repeated& repeated) {
    SubjectCommands found;
    const OwnWords own(subject, repeated);
    if (const auto mark = own.broken_mark(); !mark.empty()) return refusal("parse.brackets", mark);
    if (const auto word = own.marked_word(); !word.empty()) return refusal("parse.brackets", word);
    auto of_title = brackets_of_title(subject, repeated.title);
    const auto of_parent = insides(repeated.parent);
    // Nothing but brackets is no title: what stands there is meant as a command.
    const bool has_words = !same_subject(subject, "");
    for (const auto& [bracket, place] : placed_brackets(subject)) {
        const std::string inside = inside_of(bracket);
        if (const auto known = std::find(of_title.begin(), of_title.end(), inside); known != of_title.end()) {
            of_title.erase(known);
            continue;
        }
        const bool inherited = std::find(of_parent.begin(), of_parent.end(), inside) != of_parent.end();
        const bool counts = place.has_value() || !has_words;
        if (!counts) {
            // Between words no tag runs. One for a note keeps nothing inside there.
            if (is_nearly_note(bracket.inside) && !inherited && !repeated.title.empty())
                return refusal("parse.between", bracket.inside);
            continue;
        }
        auto commands = read_bracket(bracket.inside, has_words ? *place : Place::beside_token);
        if (!commands && inherited) continue;
        if (!commands) return tl::unexpected(commands.error());
        if (commands->empty()) continue;
        found.tags.push_back(bracket);
        found.commands.insert(found.commands.end(), commands->begin(), commands->end());
    }
    return found;
}

bool has_item(std::string_view subject, std::string_view shown) {
    for (const Bracket& bracket : brackets(subject))
        for (const std::string_view written : cut_items(bracket.inside, false))
            if (text::same(text::squeezed(written), shown)) return true;
    return false;
}

}  // namespace workflow
