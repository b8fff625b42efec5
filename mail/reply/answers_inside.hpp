#pragma once

#include <string_view>

namespace mail::words {

/// The words say that answers stand inside the quoted text: "see my answers below", "comments inline", "Antworten in Rot". At
/// most the first 4,000 bytes are read.
[[nodiscard]] bool announces_answers_inside(std::string_view text);

}  // namespace mail::words
