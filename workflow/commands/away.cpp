#include "workflow/commands/away.hpp"

#include "workflow/model/absence.hpp"
#include "workflow/text/time_words.hpp"

#include <fmt/format.h>

namespace workflow {

config::Result<std::string> run_away(Work& work, const Command& command, const Actor& actor) {
    if (actor.kind != Actor::Kind::technician)
        return config::permanent(fmt::format("[{}] needs a technician: {} is none", command.shown, actor.name));
    if (command.value == "back") {
        work.decision.absences.push_back({actor.name, std::nullopt});
        work.reason(fmt::format("{} is back", actor.name));
        return "you are back: your teams' tickets come to you again";
    }
    if (command.value.empty()) return config::permanent(fmt::format("[{}]: until when? [away until 2026-12-01]", command.shown));
    const auto until = absence_end(work.policy, command.value, work.now);
    if (!until) return tl::unexpected(until.error());
    work.decision.absences.push_back({actor.name, *until});
    work.reason(fmt::format("{} is away until {}", actor.name, shown_time(*until, work.policy.config().desk.zone)));
    return fmt::format("you are away until {}: no team gives you a ticket until then",
                       shown_time(*until, work.policy.config().desk.zone));
}

}  // namespace workflow
