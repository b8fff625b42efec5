#pragma once

#include <string_view>

namespace mail::words {

/// What the text of a mail says about its writer being away.
struct AbsenceWording {
    bool automatic = false;  // "This is an automated response …": the mail says itself what it is
    bool absent = false;     // "I am out of the office …"
    bool formula = false;    // "In urgent cases …", "I will reply when I am back": notes of absence go on like this
    bool asks = false;       // a question: people ask, such notes don't
};

/// Reads the first lines of a text, in many languages. What stands in quotation marks, and quoted lines, are somebody else's
/// words.
[[nodiscard]] AbsenceWording read_absence_wording(std::string_view text);

}  // namespace mail::words
