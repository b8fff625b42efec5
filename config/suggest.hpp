#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace config {

/// Single-letter insertions, removals, changes and swaps of neighbours that make `b` of `a` (optimal string alignment).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that `word` was most likely meant to be, case ignored: one mistake in short words, two from five letters
/// on. Empty when none is that near. For "did you mean".
[[nodiscard]] std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates);

/// ` Did you mean "X"?` for the closest() candidate, or the only one that begins like `word`, or nothing: to be put behind a
/// sentence.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace config
