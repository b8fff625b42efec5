#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace config {

/// The number of insertions, deletions, substitutions and transpositions that turn `a` into `b` (optimal string alignment).
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word` for "did you mean", ignoring case: at most one edit in short words, two in words
/// of five letters or more. Empty when none is that near.
[[nodiscard]] std::string_view closest(std::string_view word, const std::vector<std::string_view>& candidates);

/// The closest() candidate, else the only one that begins with `word` or the other way round. Empty: none.
[[nodiscard]] std::string_view likely(std::string_view word, const std::vector<std::string_view>& candidates);

/// ` Did you mean "X"?` for the likely() candidate, else an empty string. The caller appends it to a sentence.
[[nodiscard]] std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace config
