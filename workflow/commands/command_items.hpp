#pragma once

#include "workflow/commands/command_parse.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Items of tags and of #lines: "resolve", "status=resolved", "cc+=a@b.example".
namespace workflow {

/// An item taken apart at its sign, not yet looked up.
struct Item {
    std::string word;   // folded, squeezed
    std::string sign;   // "", "=", "+=", "-="
    std::string value;  // without quotes
    std::string shown;  // as written, blanks squeezed
};
[[nodiscard]] Item take_apart(std::string_view written);

/// How surely a wrong item was meant as a command.
enum class Meant : std::uint8_t {
    surely,    // it has a command word and a sign, or is nearly a note
    probably,  // it is a word that is nearly a command, or a key without its value
    perhaps    // several words that begin with a command word: an error beside a ticket number only
};
struct Reading {
    std::optional<Command> command;
    Sentence mistake{};  // why it is no command; empty with a command, and for ordinary words
    Meant meant = Meant::surely;
};
[[nodiscard]] Reading read_item(const Item& item);

/// The commands of a tag on the first line of a text; none when it is text. A word that is nearly a command is an error.
[[nodiscard]] Result<std::vector<Command>> read_tag(std::string_view inside);

/// Divides at ';', and at blanks too when asked; never inside quotes.
[[nodiscard]] std::vector<std::string_view> cut_items(std::string_view written, bool at_blanks);
/// True for "list mine" and "away until": two words that are one command.
[[nodiscard]] bool begins_phrase(std::string_view first, std::string_view second);

}  // namespace workflow
