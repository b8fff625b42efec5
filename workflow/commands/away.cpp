// Sets and ends a technician's absence.
#include "workflow/commands/away.hpp"

#include "workflow/model/absence.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

namespace workflow {

config::Result<std::string> run_away(DecisionBuilder& builder, const Command& command, const Actor& actor) {
    if (actor.kind != Actor::Kind::technician)
        return config::permanent(fmt::format("[{}] needs a technician: {} is none", command.shown, actor.name));
    if (command.value == "back") {
        builder.decision.absences.push_back({actor.name, std::nullopt});
        builder.reason(fmt::format("{} is back", actor.name));
        return "you are back: your teams' tickets come to you again";
    }
    if (command.value.empty()) return config::permanent(fmt::format("[{}]: until when? [away until 2026-12-01]", command.shown));
    const auto until = absence_end(builder.directory, command.value, builder.now);
    if (!until) return tl::unexpected(until.error());
    builder.decision.absences.push_back({actor.name, *until});
    builder.reason(fmt::format("{} is away until {}", actor.name, shown_time(*until, builder.directory.config().desk.zone)));
    return fmt::format("you are away until {}: no team gives you a ticket until then",
                       shown_time(*until, builder.directory.config().desk.zone));
}

}  // namespace workflow
