#pragma once

#include <string_view>

namespace mail::words {

/// True for the text of Outlook's reactions, which no header tells: an emoji or nothing, then "Mei Sato reacted to your
/// message:".
[[nodiscard]] bool is_reaction_text(std::string_view text);

}  // namespace mail::words
