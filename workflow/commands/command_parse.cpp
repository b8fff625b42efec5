// Parses command tags in subjects and bodies, with "did you mean" for near misses.
#include "workflow/commands/command_parse.hpp"

#include "config/time.hpp"
#include "mail/message/gateway_banner.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace workflow {

namespace {

using Form = CommandWord::Form;

/// An item taken apart at its sign, not yet looked up.
struct Item {
    std::string word;   // folded, squeezed
    std::string sign;   // "", "=", "+=", "-="
    std::string value;  // without quotes
    std::string shown;
};

std::string unquoted(std::string_view value) {
    value = text::trim(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
}

Item take_apart(std::string_view written) {
    written = text::trim(written);
    Item item;
    item.shown = text::squeezed(written);
    const std::size_t at = written.find_first_of("=:");
    if (at == std::string_view::npos) {
        item.word = text::folded(item.shown);
        return item;
    }
    std::size_t end = at;
    item.sign = "=";
    if (written[at] == '=' && at > 0 && (written[at - 1] == '+' || written[at - 1] == '-')) {
        item.sign = std::string(1, written[at - 1]) + "=";
        --end;
    }
    item.word = text::folded(text::squeezed(written.substr(0, end)));
    item.value = unquoted(written.substr(at + 1));
    return item;
}

/// [30m] and [1h30m] are time without a key; other spans would be words of a title ([3d] printing).
bool is_bare_time(std::string_view word) {
    return !word.empty() && text::is_digit(word.front()) && (word.back() == 'm' || word.back() == 'h') &&
           std::all_of(word.begin(), word.end(), [](char c) { return text::is_digit(c) || c == 'h' || c == 'm'; }) &&
           config::parse_duration(word).has_value();
}

/// "30min", "1.5h", "-30m": meant as a time, and none.
bool is_nearly_time(std::string_view word) {
    if (word.starts_with('-')) word.remove_prefix(1);
    if (word.empty() || !text::is_digit(word.front())) return false;
    const std::size_t end = std::min(word.find_first_not_of("0123456789.,"), word.size());
    const std::string_view unit = text::trim(word.substr(end));
    constexpr std::array<std::string_view, 8> units{"m", "h", "min", "mins", "minutes", "hour", "hours", "std"};
    return std::find(units.begin(), units.end(), unit) != units.end();
}

/// What one item is. `mistake` is set when it is meant as a command and is wrong.
struct Reading {
    std::optional<Command> command;
    Sentence mistake;
    bool is_near = false;  // the mistake is only that of a word one or two letters from a known one
};

Reading mistaken(Sentence sentence, bool near = false) {
    return {std::nullopt, std::move(sentence), near};
}

/// "list foo", "report decade": a question for what there is not. Empty: it is something else.
Sentence no_such_question(const Item& item) {
    const std::string_view first = std::string_view(item.word).substr(0, item.word.find(' '));
    if (first.size() == item.word.size() || !command_word(first, Form::flag) || !nearest_command(item.word).empty()) return {};
    const std::string begin = fmt::format("{} ", first);
    Sentence known;
    for (const CommandWord& word : command_words()) {
        if (word.form != Form::flag || !word.word.starts_with(begin)) continue;
        Sentence quoted = plain(fmt::format("\"{}\"", word.word));
        known = known.empty() ? std::move(quoted) : say("either", std::move(known), std::move(quoted));
    }
    if (known.empty()) return {};
    return say("parse.no-question", item.shown, std::move(known));
}

Reading read_flag(const Item& item) {
    if (const CommandWord* word = command_word(item.word, Form::flag))
        return {Command{word->kind, '=', std::string(word->value), item.shown}, {}, false};
    for (const CommandWord& word : command_words()) {
        if (word.form != Form::phrase || !item.word.starts_with(word.word) || item.word.size() <= word.word.size() ||
            item.word[word.word.size()] != ' ')
            continue;
        return {Command{word.kind, '=', item.word.substr(word.word.size() + 1), item.shown}, {}, false};
    }
    if (is_bare_time(item.word)) return {Command{CommandKind::time, '=', item.word, item.shown}, {}, false};
    if (is_nearly_time(item.word)) return mistaken(say("parse.no-time", item.shown), true);
    if (command_word(item.word, Form::key)) return mistaken(say("parse.flag-needs-value", item.word), true);
    if (command_word(item.word, Form::list)) return mistaken(say("parse.needs-sign", item.word), true);
    if (Sentence mistake = no_such_question(item); !mistake.empty()) return mistaken(std::move(mistake), true);
    return {};
}

/// "Internal Note", "note to Ben": meant to keep a text inside. To take it for a part of the title would publish it.
bool is_nearly_note(std::string_view words) {
    const std::string folded = text::folded(text::squeezed(words));
    const std::string_view first = std::string_view(folded).substr(0, folded.find_first_of(" ;:,"));
    // Of "note】" the bracket is no letter of ours.
    const std::string_view word = first.substr(0, std::min(first.find_first_not_of("abcdefghijklmnopqrstuvwxyz"), first.size()));
    return word == "note" || word == "notes" || word == "internal" || word == "private";
}

Reading read_item(const Item& item) {
    if (item.sign.empty()) {
        if (Reading reading = read_flag(item); reading.command || !reading.mistake.empty()) return reading;
    } else {
        const Form form = item.sign == "=" ? Form::key : Form::list;
        if (const CommandWord* word = command_word(item.word, form)) {
            if (item.value.empty()) return mistaken(say("parse.needs-value", item.word));
            return {Command{word->kind, item.sign.front(), item.value, item.shown}, {}, false};
        }
        if (command_word(item.word, Form::list)) return mistaken(say("parse.not-by-equals", item.word));
        if (command_word(item.word, Form::key)) return mistaken(say("parse.by-equals", item.word, item.sign));
        if (command_word(item.word, Form::flag)) return mistaken(say("parse.no-value", item.word));
    }
    if (item.sign.empty() && is_nearly_note(item.word)) return mistaken(say("parse.nearly-note", item.shown));
    const std::string_view near = nearest_command(item.word);
    if (near.empty()) return {};
    return mistaken(say("did-you-mean", say("parse.no-command", item.shown), near), true);
}

/// Cuts at ';', and at blanks too when asked; never inside quotes.
std::vector<std::string_view> cut_items(std::string_view written, bool at_blanks) {
    std::vector<std::string_view> items;
    bool quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= written.size(); ++i) {
        const bool ends = i == written.size() || (!quoted && (written[i] == ';' || (at_blanks && text::is_blank(written[i]))));
        if (ends) {
            if (const auto item = text::trim(written.substr(begin, i - begin)); !item.empty()) items.push_back(item);
            begin = i + 1;
        } else if (written[i] == '"') {
            quoted = !quoted;
        }
    }
    return items;
}

bool begins_phrase(std::string_view first, std::string_view second) {
    const std::string both = text::folded(first) + " " + text::folded(second);
    return command_word(both, Form::flag) || command_word(both, Form::phrase);
}

Sentence no_command(const Item& item) {
    return say("parse.unknown", item.shown);
}

enum class Place { beside_token, at_end };

/// The commands of one bracket; none when it is title text.
Result<std::vector<Command>> read_bracket(std::string_view inside, Place place) {
    std::vector<Command> commands;
    Sentence mistake, unknown, near;
    for (const std::string_view written : cut_items(inside, false)) {
        const Item item = take_apart(written);
        Reading reading = read_item(item);
        if (reading.command) {
            commands.push_back(std::move(*reading.command));
        } else if (reading.is_near) {
            if (near.empty()) near = std::move(reading.mistake);
        } else if (!reading.mistake.empty()) {
            if (mistake.empty()) mistake = std::move(reading.mistake);
        } else if (unknown.empty()) {
            unknown = no_command(item);
        }
    }
    // A known word makes the whole bracket a tag; a nearly known one only beside the token, where titles do not stand.
    if (!mistake.empty()) return tl::unexpected(std::move(mistake));
    if (!near.empty() && (!commands.empty() || place == Place::beside_token)) return tl::unexpected(std::move(near));
    if (!unknown.empty() && !commands.empty()) return tl::unexpected(std::move(unknown));
    return commands;
}

bool only_blanks(std::string_view subject, std::size_t from, std::size_t to) {
    return text::trim(subject.substr(from, to - from)).empty();
}

/// Which brackets may be tags: the run around the first ticket token, and the run at the end.
std::vector<std::pair<Bracket, Place>> places(std::string_view subject) {
    const std::vector<Bracket> all = brackets(subject);
    std::vector<std::pair<Bracket, Place>> found;
    const auto token =
        std::find_if(all.begin(), all.end(), [](const Bracket& one) { return ticket_token(one.inside).has_value(); });
    auto begin = token;
    auto end = token;
    if (token != all.end()) {
        while (begin != all.begin() && only_blanks(subject, (begin - 1)->end, begin->begin))
            --begin;
        for (++end; end != all.end() && only_blanks(subject, (end - 1)->end, end->begin);)
            ++end;
    }
    for (auto one = begin; one != end; ++one)
        if (!ticket_token(one->inside)) found.emplace_back(*one, Place::beside_token);

    const auto taken = token == all.end() ? all.begin() : end;
    auto last = all.end();
    std::size_t behind = subject.size();
    while (last != taken && only_blanks(subject, (last - 1)->end, behind))
        behind = (--last)->begin;
    for (; last != all.end(); ++last)
        if (!ticket_token(last->inside)) found.emplace_back(*last, Place::at_end);
    return found;
}

/// A line of the body that holds nothing but tags, as somebody writes them who takes the body for the place. None when it is
/// text.
Result<std::vector<Command>> read_bracket_line(std::string_view line) {
    std::vector<Command> commands;
    std::size_t behind = 0;
    for (const Bracket& bracket : brackets(line)) {
        if (!only_blanks(line, behind, bracket.begin)) return {};
        auto read = read_bracket(bracket.inside, Place::at_end);
        if (!read || read->empty()) return read;
        commands.insert(commands.end(), read->begin(), read->end());
        behind = bracket.end;
    }
    return only_blanks(line, behind, line.size()) ? std::move(commands) : std::vector<Command>{};
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

/// A note mark in brackets that we do not accept: unclosed, or of another script. A mark that the title also contains is part of
/// the title and does not count.
std::string_view broken_note(std::string_view subject, std::string_view title) {
    constexpr std::array<std::string_view, 3> others{"\u3010", "\uff3b", "\u3014"};
    const auto is_mark = [&](std::size_t at, std::size_t length) {
        return is_nearly_note(subject.substr(at + length)) && !text::contains_folded(title, text::folded(subject.substr(at)));
    };
    for (const std::string_view bracket : others)
        if (const auto at = subject.find(bracket); at != std::string_view::npos && is_mark(at, bracket.size()))
            return subject.substr(at);
    const auto open = subject.rfind('[');
    const bool unclosed = open != std::string_view::npos && subject.find(']', open) == std::string_view::npos;
    return unclosed && is_mark(open, 1) ? subject.substr(open) : std::string_view();
}

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

Result<std::vector<Command>> parse_items(std::string_view items) {
    std::vector<Command> commands;
    const auto written = cut_items(items, true);
    for (std::size_t i = 0; i < written.size(); ++i) {
        std::string_view item = written[i];
        if (i + 1 < written.size() && begins_phrase(item, written[i + 1])) {
            const bool takes_more =
                i + 2 < written.size() && !command_word(text::folded(item) + " " + text::folded(written[i + 1]), Form::flag);
            i += takes_more ? 2 : 1;
            item = std::string_view(item.data(), static_cast<std::size_t>(written[i].data() + written[i].size() - item.data()));
        }
        Item apart = take_apart(item);
        Reading reading = read_item(apart);
        if (reading.command) {
            commands.push_back(std::move(*reading.command));
        } else {
            return tl::unexpected(reading.mistake.empty() ? no_command(apart) : std::move(reading.mistake));
        }
    }
    return commands;
}

Result<SubjectCommands> parse_subject(std::string_view subject, const Repeated& repeated) {
    SubjectCommands found;
    if (const auto mark = broken_note(subject, repeated.title); !mark.empty()) return refusal("parse.brackets", mark);
    auto of_title = brackets_of_title(subject, repeated.title);
    const auto of_parent = insides(repeated.parent);
    // Nothing but brackets is no title: what stands there is meant as a command.
    const bool has_words = !same_subject(subject, "");
    for (const auto& [bracket, stands] : places(subject)) {
        const Place place = has_words ? stands : Place::beside_token;
        const std::string inside = inside_of(bracket);
        if (const auto known = std::find(of_title.begin(), of_title.end(), inside); known != of_title.end()) {
            of_title.erase(known);
            continue;
        }
        auto commands = read_bracket(bracket.inside, place);
        if (!commands && std::find(of_parent.begin(), of_parent.end(), inside) != of_parent.end()) continue;
        if (!commands) return tl::unexpected(commands.error());
        if (commands->empty()) continue;
        found.tags.push_back(bracket);
        found.commands.insert(found.commands.end(), commands->begin(), commands->end());
    }
    return found;
}

Result<BodyCommands> parse_body(std::string_view body) {
    BodyCommands found;
    found.text = body;
    // A note below a gateway's warning is still a note.
    for (std::string_view rest = body.substr(mail::gateway_banner_end(body)); !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = text::trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty()) continue;
        if (line.front() == '[') {
            auto commands = read_bracket_line(line);
            if (!commands) return tl::unexpected(commands.error());
            if (commands->empty()) break;
            found.commands.insert(found.commands.end(), commands->begin(), commands->end());
            found.text = rest;
            continue;
        }
        if ((line.front() != '#' && line.front() != '/') || line.size() < 2) break;

        const auto items = cut_items(line.substr(1), true);
        if (items.empty()) break;
        const Item first = take_apart(items.front());
        const Reading reading = read_item(first);
        const bool known = reading.command.has_value() || (!reading.mistake.empty() && !reading.is_near);
        const bool near = reading.is_near && items.size() == 1;
        const bool phrase = items.size() > 1 && begins_phrase(items[0], items[1]);
        if (!known && !near && !phrase) break;

        // "#resolve #take": each item may have its mark again.
        std::string unmarked;
        for (std::string_view item : items) {
            if (item.size() > 1 && (item.front() == '#' || item.front() == '/')) item.remove_prefix(1);
            unmarked += fmt::format("{} ", item);
        }
        auto commands = parse_items(unmarked);
        if (!commands) return refusal("parse.line", line, std::move(commands.error()));
        found.commands.insert(found.commands.end(), commands->begin(), commands->end());
        found.text = rest;
    }
    found.text = text::trim(found.text);
    return found;
}

bool has_item(std::string_view subject, std::string_view shown) {
    for (const Bracket& bracket : brackets(subject))
        for (const std::string_view written : cut_items(bracket.inside, false))
            if (text::same(text::squeezed(written), shown)) return true;
    return false;
}

}  // namespace workflow
