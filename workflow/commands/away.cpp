// Sets and ends a technician's absence.
#include "workflow/commands/away.hpp"

#include "workflow/model/absence.hpp"
#include "workflow/model/log_texts.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

namespace workflow {

Result<Sentence> run_away(DecisionBuilder& builder, const Command& command, const Actor& actor) {
    if (actor.kind != Actor::Kind::technician) return refusal("refused.needs-technician", command.shown, actor.name);
    if (command.value == "back") {
        builder.decision.absences.push_back({actor.name, std::nullopt});
        builder.reason(fmt::format(log_text::is_back, actor.name));
        return say("done.back");
    }
    if (command.value.empty()) return refusal("refused.away-until-when", command.shown);
    const auto until = absence_end(builder.directory, command.value, builder.now);
    if (!until) return tl::unexpected(until.error());
    builder.decision.absences.push_back({actor.name, *until});
    builder.reason(fmt::format(log_text::is_away, actor.name, shown_time(*until, builder.directory.config().desk.zone)));
    return say("done.away", *until);
}

}  // namespace workflow
