// Reads single items of tags: known words, keys with values, and what is nearly one.
#include "workflow/commands/command_items.hpp"

#include "config/time.hpp"
#include "workflow/commands/near_words.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace workflow {

namespace {

using Form = CommandWord::Form;

std::string unquoted(std::string_view value) {
    value = text::trim(value);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    return std::string(value);
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

Reading mistaken(Sentence sentence, Meant meant) {
    return {std::nullopt, std::move(sentence), meant};
}

Reading understood(Command command) {
    return {std::move(command)};
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

/// Whether `value` is one for the key, so that only the sign was left out: "time 15m", "status open".
bool fits_key(const CommandWord& key, std::string_view value) {
    switch (key.kind) {
        case CommandKind::time:
            return is_bare_time(value) || is_nearly_time(value);
        case CommandKind::status:
            return std::any_of(command_words().begin(), command_words().end(), [&](const CommandWord& word) {
                return word.kind == CommandKind::status && (word.value == value || (word.word == value && !word.value.empty()));
            });
        case CommandKind::priority:
            return std::any_of(command_words().begin(), command_words().end(), [&](const CommandWord& word) {
                return word.kind == CommandKind::priority && !word.value.empty() && (word.value == value || word.word == value);
            });
        case CommandKind::merge:
        case CommandKind::split:
        case CommandKind::undo:
            return !value.empty() && std::all_of(value.begin(), value.end(), text::is_digit);
        case CommandKind::snooze:
            return config::parse_duration(value).has_value();
        default:
            return false;
    }
}

/// "time 15m": a key whose sign is missing.
Reading read_key_without_sign(const Item& item) {
    const std::string_view words = item.word;
    const std::size_t blank = words.find(' ');
    if (blank == std::string_view::npos) return {};
    const CommandWord* key = command_word(words.substr(0, blank), Form::key);
    const bool is_list = command_word(words.substr(0, blank), Form::list) != nullptr;
    if (!key && !is_list) return {};
    const bool fits = key && fits_key(*key, words.substr(blank + 1));
    return mistaken(key ? say("parse.flag-needs-value", key->word) : say("parse.needs-sign", words.substr(0, blank)),
                    fits ? Meant::probably : Meant::perhaps);
}

Reading read_flag(const Item& item) {
    if (const CommandWord* word = command_word(item.word, Form::flag))
        return understood({word->kind, '=', std::string(word->value), item.shown});
    for (const CommandWord& word : command_words()) {
        if (word.form != Form::phrase || !item.word.starts_with(word.word) || item.word.size() <= word.word.size() ||
            item.word[word.word.size()] != ' ')
            continue;
        return understood({word.kind, '=', item.word.substr(word.word.size() + 1), item.shown});
    }
    if (is_bare_time(item.word)) return understood({CommandKind::time, '=', item.word, item.shown});
    if (is_nearly_time(item.word)) return mistaken(say("parse.no-time", item.shown), Meant::probably);
    if (command_word(item.word, Form::key)) return mistaken(say("parse.flag-needs-value", item.word), Meant::probably);
    if (command_word(item.word, Form::list)) return mistaken(say("parse.needs-sign", item.word), Meant::probably);
    if (Reading reading = read_key_without_sign(item); !reading.mistake.empty()) return reading;
    if (Sentence mistake = no_such_question(item); !mistake.empty()) return mistaken(std::move(mistake), Meant::perhaps);
    return {};
}

}  // namespace

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

Reading read_item(const Item& item) {
    if (item.sign.empty()) {
        if (Reading reading = read_flag(item); reading.command || !reading.mistake.empty()) return reading;
    } else {
        const Form form = item.sign == "=" ? Form::key : Form::list;
        if (const CommandWord* word = command_word(item.word, form)) {
            if (item.value.empty()) return mistaken(say("parse.needs-value", item.word), Meant::surely);
            return understood({word->kind, item.sign.front(), item.value, item.shown});
        }
        if (command_word(item.word, Form::list)) return mistaken(say("parse.not-by-equals", item.word), Meant::surely);
        if (command_word(item.word, Form::key)) return mistaken(say("parse.by-equals", item.word, item.sign), Meant::surely);
        if (command_word(item.word, Form::flag)) return mistaken(say("parse.no-value", item.word), Meant::surely);
    }
    if (item.sign.empty() && is_nearly_note(item.word)) return mistaken(say("parse.nearly-note", item.shown), Meant::surely);
    const std::string_view near = nearest_command(item.word);
    if (near.empty()) return {};
    return mistaken(say("did-you-mean", say("parse.no-command", item.shown), near), Meant::probably);
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

bool has_command(std::span<const Command> commands, CommandKind kind) {
    return std::any_of(commands.begin(), commands.end(), [&](const Command& command) { return command.kind == kind; });
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
            return tl::unexpected(reading.mistake.empty() ? say("parse.unknown", apart.shown) : std::move(reading.mistake));
        }
    }
    return commands;
}

}  // namespace workflow
