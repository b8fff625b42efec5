#pragma once

#include <string_view>

// Words that are nearly commands: what is typed by mistake must not be published as if it were text.
namespace workflow {

/// The command word nearest to `word`: one edit away in words of up to four letters, two in longer ones. Empty: none is near, or
/// it is an ordinary word such as "task" and "data".
[[nodiscard]] std::string_view nearest_command(std::string_view word);

/// "note", and what means it in other languages: "Notiz", "intern", "nota". Such a flag is [note].
[[nodiscard]] bool is_note_word(std::string_view word);

/// Words that begin with one for a note or with one that is nearly that: "Internal Note", "notes for Ben", "noet".
[[nodiscard]] bool is_nearly_note(std::string_view words);

}  // namespace workflow
