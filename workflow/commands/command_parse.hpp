#pragma once

#include "config/result.hpp"
#include "workflow/commands/command_table.hpp"
#include "workflow/model/subject.hpp"

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
    std::string shown;  // as written, squeezed: "status=resolved"
    bool operator==(const Command&) const = default;
};

/// "resolve assign=ana" or "resolve; title=\"New title\"": items without brackets. permanent: a word that is none; the
/// sentence says which one was perhaps meant.
[[nodiscard]] config::Result<std::vector<Command>> parse_items(std::string_view items);

/// The commands of a subject and the brackets they stood in.
struct SubjectCommands {
    std::vector<Command> commands;
    std::vector<Bracket> tags;  // views into the subject
};
/// What a subject repeats: who answers has not written that.
struct Repeated {
    std::string_view title{};  // of the ticket, which a stranger may have chosen: a bracket of it is no tag of anybody's
    std::string_view
        parent{};  // the subject of the mail that is answered or forwarded: what is wrong in it is not held against them
};
/// Reads the brackets next to the ticket token and those at the end; everything else is title text. permanent: a tag that
/// is wrong, or beside the token a word that is nearly a command.
[[nodiscard]] config::Result<SubjectCommands> parse_subject(std::string_view subject, const Repeated& repeated = {});

/// A title as it is shown outside, where a reply would bring it back: what reads like a tag stands in round brackets.
[[nodiscard]] std::string without_tags(std::string_view title);

/// The commands in a body's first lines, "#resolve" or "/resolve", and the text behind them (a view into the body).
struct BodyCommands {
    std::vector<Command> commands;
    std::string_view text;
};
[[nodiscard]] config::Result<BodyCommands> parse_body(std::string_view body);

/// True when `shown` stands as an item in some bracket of `subject`: a reply only inherits it.
[[nodiscard]] bool has_item(std::string_view subject, std::string_view shown);

}  // namespace workflow
