#pragma once

#include <string_view>

/// The verbs and forms by which mail clients of many languages introduce quoted text.
namespace mail::words {

/// How likely a line is an attribution ("On … wrote:").
enum class Likeness {
    none,
    guess,  // a date and a colon; enough on a single line directly above a quote
    weak,   // enough directly above a quote
    strong  // says who and when, or who by address, in the form of a program
};

/// Judges one line, or the few wrapped lines of one joined by blanks. At most 400 bytes are an attribution.
[[nodiscard]] Likeness attribution_likeness(std::string_view line);

/// The line's last character lets an attribution end there. Nearly every line is told by this.
[[nodiscard]] bool may_end_attribution(std::string_view line);

/// Has two numbers at least, as a date has.
[[nodiscard]] bool is_dated(std::string_view line);

}  // namespace mail::words
