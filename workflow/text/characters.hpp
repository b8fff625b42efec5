#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace workflow::text {

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

/// The character at byte `i`. A byte that begins none is U+FFFD, one byte long.
[[nodiscard]] Character decoded(std::string_view text, std::size_t i);

/// What a character past ASCII is to a word.
enum class CharacterClass : std::uint8_t {
    separator,
    invisible,  // has no width: it is not there
    combining,  // an accent of the letter before it
    letter,     // one of a word
    single      // a word of its own
};
[[nodiscard]] CharacterClass class_of(char32_t code);

/// A Greek or Cyrillic letter with an accent as the letter without (Unicode, canonical decompositions), since a decomposed letter
/// is read without its accent, too. All others are unchanged.
[[nodiscard]] char32_t base_letter(char32_t code);

/// Nothing but blanks, no-break spaces and characters without width.
[[nodiscard]] bool is_invisible(std::string_view line);

/// A rule or a bar, or nothing at all: dashes, underscores, stars, box drawings. One such character alone is an answer, no rule;
/// one bar is.
[[nodiscard]] bool is_bar(std::string_view line);

}  // namespace workflow::text
