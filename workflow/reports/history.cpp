// Numbers the entries of a ticket and cuts its history to a size that fits into a mail.
#include "workflow/reports/history.hpp"

#include <iterator>
#include <utility>

namespace workflow {

std::vector<int> entry_numbers(std::span<const Entry> entries) {
    std::vector<int> numbers;
    numbers.reserve(entries.size());
    int last = 0;
    for (const Entry& entry : entries)
        numbers.push_back(entry.kind == EntryKind::event ? 0 : ++last);
    return numbers;
}

HistoryView history_of(std::vector<Entry> entries, std::vector<TimeEntry> time, bool full) {
    HistoryView history;
    history.full = full;
    history.time = std::move(time);
    const std::vector<int> numbers = entry_numbers(entries);
    std::size_t first = entries.size();
    for (std::size_t bytes = 0; first > 0 && entries.size() - first < max_story_lines; --first) {
        // The JSON of an event is about as long as its text, so its length serves as an estimate.
        const Entry& entry = entries[first - 1];
        bytes += entry.text.size() + entry.quoted_new.size() + (full ? entry.quoted.size() : 0) +
                 (entry.event ? event_data(*entry.event).size() : 0);
        // The last entry is shown however long it is, because it is the most wanted one.
        if (bytes > max_story_bytes && first < entries.size()) break;
    }
    history.left_out = first;
    for (std::size_t i = first; i < entries.size(); ++i)
        history.lines.push_back({numbers[i], std::move(entries[i])});
    return history;
}

}  // namespace workflow
