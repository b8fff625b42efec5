#pragma once

#include "workflow/commands/command_table.hpp"
#include "workflow/model/sentence.hpp"
#include "workflow/model/subject.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

// The tag grammar (README.md):
//   tag  := "[" item (";" item)* "]"
//   item := flag | key ("="|":") value | listkey ("+="|"-=") value
namespace workflow {

struct Command {
    CommandKind kind = CommandKind::help;
    char sign = '=';    // '+' and '-' for lists
    std::string value;  // without quotes
    std::string shown;  // as written, blanks squeezed: "status=resolved"
    bool operator==(const Command&) const = default;
};

[[nodiscard]] bool has_command(std::span<const Command> commands, CommandKind kind);

/// Parses items without brackets: "resolve assign=ana" or "resolve; title=\"New title\"". Refused: an unknown word; the
/// sentence suggests a near one.
[[nodiscard]] Result<std::vector<Command>> parse_items(std::string_view items);

/// The commands of a subject and the brackets they stood in.
struct SubjectCommands {
    std::vector<Command> commands;
    std::vector<Bracket> tags;  // views into the subject
};
/// Texts that a subject repeats and that its sender did not write.
struct Repeated {
    std::string_view title{};   // the ticket's title; a stranger may have chosen it, so its brackets are no tags
    std::string_view parent{};  // the subject of the answered or forwarded mail; mistakes in it are not the sender's
};
/// Reads the brackets beside the ticket number, in front of "Re:" and at the end; others are title text. Refused: a wrong tag, a
/// word that is nearly a command, a note between the words of an answer's subject, a command in other marks ("[note", "#note",
/// "(note)").
[[nodiscard]] Result<SubjectCommands> parse_subject(std::string_view subject, const Repeated& repeated = {});

/// A title for outgoing mails. Brackets that read like tags become round, because a reply would bring them back.
[[nodiscard]] std::string without_tags(std::string_view title);

/// The commands in a body's first lines, "#resolve" or "/resolve", and the text after them (a view into the body).
struct BodyCommands {
    std::vector<Command> commands;
    std::string_view text;
};
/// A note may have its text on the line of its mark: "#note the vendor says no". Refused: a first line that is nearly a command.
[[nodiscard]] Result<BodyCommands> parse_body(std::string_view body);
/// A mark of a note on a line of its own or at its begin, anywhere in `text`: "#note", "[internal]". Empty: there is none.
[[nodiscard]] std::string_view late_note(std::string_view text);

/// True when a bracket of `subject` contains the item `shown`, so that a reply only inherits it.
[[nodiscard]] bool has_item(std::string_view subject, std::string_view shown);

}  // namespace workflow
