#pragma once

#include <string_view>

/// The small words that programs write between the numbers and names of a date or an attribution.
namespace mail::words {

/// A word in lower case is the name of a month or a day, or one of the small words around them ("um", "de", "at", "wrote"), in
/// some language of mail programs. Words with letters past ASCII are not listed.
[[nodiscard]] bool belongs_to_date(std::string_view lower);

/// How many words of a line begin with a small ASCII letter and do not belong to a date, an address or a verb of attributions: a
/// line that a program wrote has next to none.
[[nodiscard]] int count_prose_words(std::string_view line);

/// "I wrote", "schrieb ich": a program does not speak of itself.
[[nodiscard]] bool speaks_of_self(std::string_view line);

/// The line begins as an attribution does: a word such as "On" or a weekday before a number, or a number that is part of a date.
[[nodiscard]] bool opens_attribution(std::string_view line);

/// Has a year, or the name of a day or a month; "5.2.1" has neither.
[[nodiscard]] bool is_date_fragment(std::string_view line);

/// Has a year, a day and a time.
[[nodiscard]] bool is_whole_date(std::string_view line);

/// The first word is one with which attributions begin: "On", "Am", "Le".
[[nodiscard]] bool begins_with_opener(std::string_view line);

/// Where in the line an attribution begins behind other words ("Thanks. On Mon, Nov 23, …"); npos: nowhere.
[[nodiscard]] std::size_t attribution_inside(std::string_view line);

}  // namespace mail::words
