#pragma once

#include "workflow/ticket.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace workflow {

/// A ticket's story as `show` tells it.
struct StoryView {
    struct Line {
        int number = 0;  // of a comment or note, from 1: what split=K means; 0: an event
        Entry entry;
    };
    std::vector<Line> lines;
    std::vector<TimeEntry> time;
    std::size_t left_out = 0;  // earlier lines, when there are too many for a mail
};

/// What a mail holds of a story at the most, in lines and in bytes of text; the newest are kept.
inline constexpr std::size_t most_story_lines = 300;
inline constexpr std::size_t most_story_bytes = 400'000;

/// The number of each entry in the order of the story, 0 for an event.
[[nodiscard]] std::vector<int> entry_numbers(std::span<const Entry> entries);

[[nodiscard]] StoryView story_of(std::vector<Entry> entries, std::vector<TimeEntry> time);

}  // namespace workflow
