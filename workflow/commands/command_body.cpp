// Reads the commands in the first lines of a text: "#resolve", "/take", "[note] for us alone".
#include "workflow/commands/command_items.hpp"
#include "workflow/commands/near_words.hpp"

#include "mail/message/gateway_banner.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace workflow {

namespace {

/// The commands of one line and the text behind them on the same line.
struct LineCommands {
    std::vector<Command> commands;
    std::string_view text;
};

/// Only a note may have its text on the line: of other commands nobody knows where they end.
Result<LineCommands> with_text(std::string_view line, LineCommands read) {
    if (read.commands.empty() || read.text.empty() || has_command(read.commands, CommandKind::note)) return read;
    return refusal("parse.line", line, say("parse.text-behind", read.commands.back().shown));
}

/// A line that begins with tags, as somebody writes them who takes the body for the place. No commands: it is text.
Result<LineCommands> read_bracket_line(std::string_view line) {
    LineCommands found;
    std::size_t behind = 0;
    for (const Bracket& bracket : brackets(line)) {
        if (!text::trim(line.substr(behind, bracket.begin - behind)).empty()) break;
        auto read = read_tag(bracket.inside);
        if (!read) return tl::unexpected(std::move(read.error()));
        if (read->empty()) break;
        found.commands.insert(found.commands.end(), read->begin(), read->end());
        behind = bracket.end;
    }
    if (behind == 0 && line.find(']') == std::string_view::npos && is_nearly_note(line.substr(1)))
        return refusal("parse.brackets", line);
    found.text = text::trim(line.substr(behind));
    return with_text(line, std::move(found));
}

/// A mark of another script in front of a note.
bool begins_as_broken_note(std::string_view line) {
    constexpr std::array<std::string_view, 5> marks{"【", "［", "〔", "＃", "／"};
    return std::any_of(marks.begin(), marks.end(),
                       [&](std::string_view mark) { return line.starts_with(mark) && is_nearly_note(line.substr(mark.size())); });
}

/// "#resolve #take": each item may have its mark again.
std::string without_marks(const std::vector<std::string_view>& items) {
    std::string out;
    for (std::string_view item : items) {
        if (item.size() > 1 && (item.front() == '#' || item.front() == '/')) item.remove_prefix(1);
        out += fmt::format("{} ", item);
    }
    return out;
}

/// A line that begins with `#` or `/`. No commands: it is text.
Result<LineCommands> read_marked_line(std::string_view line) {
    const auto items = cut_items(line.substr(1), true);
    if (items.empty()) return LineCommands{{}, line};
    const Item first = take_apart(items.front());
    const Reading reading = read_item(first);
    const bool is_heading = line.front() == '#' && text::is_blank(line[1]);
    const bool is_path = line.front() == '/' && items.size() > 1;
    const bool nearly = !reading.mistake.empty() && (reading.meant == Meant::surely || (!is_heading && !is_path));
    const bool phrase = items.size() > 1 && begins_phrase(items[0], items[1]);
    // "#note: words" and "#note words".
    const bool is_note = is_note_word(first.word) && (first.sign.empty() || first.sign == "=");
    if (!reading.command && !nearly && !phrase && !is_note) return LineCommands{{}, line};

    auto commands = parse_items(without_marks(items));
    if (commands) return LineCommands{std::move(*commands), {}};
    if (!is_note) return refusal("parse.line", line, std::move(commands.error()));
    const std::size_t end = line.find_first_of(": \t;", 1 + (is_heading ? 1 : 0));
    return LineCommands{{{CommandKind::note, '=', {}, std::string(first.word)}},
                        text::trim(line.substr(std::min(end + 1, line.size())))};
}

Result<LineCommands> read_line(std::string_view line) {
    if (begins_as_broken_note(line)) return refusal("parse.brackets", line);
    if (line.front() == '[') return read_bracket_line(line);
    if ((line.front() == '#' || line.front() == '/') && line.size() > 1) return read_marked_line(line);
    return LineCommands{{}, line};
}

}  // namespace

Result<BodyCommands> parse_body(std::string_view body) {
    BodyCommands found;
    found.text = body;
    // A note below a gateway's warning is still a note.
    for (std::string_view rest = body.substr(mail::gateway_banner_end(body)); !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = text::trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty()) continue;
        auto read = read_line(line);
        if (!read) return tl::unexpected(std::move(read.error()));
        if (read->commands.empty()) break;
        found.commands.insert(found.commands.end(), read->commands.begin(), read->commands.end());
        found.text = rest;
        if (read->text.empty()) continue;
        found.text = body.substr(static_cast<std::size_t>(read->text.data() - body.data()));
        break;
    }
    found.text = text::trim(found.text);
    return found;
}

std::string_view late_note(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text::trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() < 2 || (line.front() != '#' && line.front() != '[')) continue;
        const bool bracket = line.front() == '[';
        const std::size_t stop = line.find_first_of(bracket ? "]" : ": \t", 1);
        if (bracket && stop == std::string_view::npos) continue;
        const std::string_view word = line.substr(1, stop == std::string_view::npos ? stop : stop - 1);
        if (word.size() <= 20 && is_note_word(word)) return line.substr(0, bracket ? stop + 1 : stop);
    }
    return {};
}

}  // namespace workflow
