#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// The table of all command words, which the parser, the refusals and [help] share.
namespace workflow {

enum class CommandKind {
    status,
    priority,
    assign,
    take,
    unassign,
    note,
    publish,
    category,
    client,
    title,
    watchers,
    snooze,
    ticket_template,
    time,
    time_billable,
    time_date,
    time_text,
    time_with,
    timer,
    away,
    merge,
    help,
    list,
    report,
    show,
    split,
    undo
};

struct CommandWord {
    enum class Form {
        flag,   // [resolve]
        key,    // [status=resolved]
        list,   // [cc+=a@b.example]
        phrase  // [away until 2026-12-01]; the rest is the value
    };
    std::string_view word;
    Form form = Form::flag;
    CommandKind kind = CommandKind::help;
    std::string_view value;    // of a flag: the value that it stands for
    std::string_view meaning;  // for [help]; an alias has none
};

[[nodiscard]] std::span<const CommandWord> command_words();
/// By folded word and form; a flag that means "note" in another language is [note]. nullptr: no such word.
[[nodiscard]] const CommandWord* command_word(std::string_view word, CommandWord::Form form);

/// One command and its meaning: "[status=…]", "sets the status: …".
struct CommandHelp {
    std::string tag;
    std::string_view meaning;
};
/// The commands in the order of the table, for [help] and the manual.
[[nodiscard]] std::vector<CommandHelp> command_help();

}  // namespace workflow
