#pragma once

#include <string_view>

/// The words by which mail clients of many languages introduce what they quote, forward and sign. All comparisons ignore ASCII
/// case.
namespace mail::words {

/// How much a line looks like "On … wrote:".
enum class Likeness {
    none,
    guess,  // a date and a colon: enough in one line with a quote right below
    weak,   // enough with a quote right below
    strong  // enough in any reply that says something before
};

/// For one line, or for the two or three that a client wrapped it to, joined by blanks.
[[nodiscard]] Likeness attribution_likeness(std::string_view line);

/// May be the first line of a wrapped attribution: there is a number, an address or a foreign letter in it.
[[nodiscard]] bool may_begin_attribution(std::string_view line);

}  // namespace mail::words
