#pragma once

#include "workflow/model/views.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace workflow {

/// Caps on a history in a mail, in lines and in bytes of text. The newest lines are kept.
inline constexpr std::size_t max_story_lines = 300;
inline constexpr std::size_t max_story_bytes = 400'000;

/// The number of each entry for split=K, counting from 1; 0 for an event.
[[nodiscard]] std::vector<int> entry_numbers(std::span<const Entry> entries);

/// `full`: with the text that was cut from the mails.
[[nodiscard]] HistoryView history_of(std::vector<Entry> entries, std::vector<TimeEntry> time, bool full = false);

}  // namespace workflow
