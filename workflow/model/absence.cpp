// Determines whether a technician is away, and reads and formats the end of an absence.
#include "workflow/model/absence.hpp"

#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/text.hpp"
#include "workflow/text/time_words.hpp"

namespace workflow {

bool is_away(const Snapshot& snapshot, const std::string& technician, Instant now) {
    const auto found = snapshot.away.find(technician);
    return found != snapshot.away.end() && found->second > now;
}

Result<Instant> absence_end(const Directory& directory, std::string_view text, Instant now) {
    std::optional<Instant> until;
    if (const auto day = parse_date(text)) {
        until = day_begins(*day, directory.config().desk.zone);
    } else if (const auto span = config::parse_duration(text::folded(text::trim(text))); span) {
        until = now + *span;
    }
    if (!until || *until <= now) return refusal("refused.no-absence-end", text);
    return *until;
}

}  // namespace workflow
