// ticketctl away: sets, ends and lists absences of technicians.
#include "daemon/core/clock.hpp"
#include "daemon/ctl/ctl.hpp"
#include "daemon/ctl/ctl_output.hpp"
#include "templates/sentence_text.hpp"
#include "workflow/model/absence.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/text/time_words.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace ticketd::ctl {
namespace {

using Json = nlohmann::ordered_json;

/// `at` in the desk's time zone.
std::string shown_here(const Context& context, config::Instant at) {
    return workflow::shown_time(at, context.config.desk.zone);
}

int list_absences(const Context& context, Stores& stores) {
    const auto now = wall_clock();
    Json array = Json::array();
    for (const auto& [technician, until] : stores.absences.all()) {
        if (until <= now) continue;
        array.push_back({{"technician", technician}, {"until", config::format_rfc3339(until)}});
        if (!context.json) std::printf("%-20s until %s\n", technician.c_str(), shown_here(context, until).c_str());
    }
    if (context.json) print_json(array);
    if (!context.json && array.empty()) print_note("Nobody is away.");
    return ok;
}

}  // namespace

int away(const Context& context, const AwayOptions& options) {
    workflow::Absence absence{options.technician, std::nullopt};
    if (!options.technician.empty()) {
        const workflow::Directory directory(context.config);
        if (directory.technician(options.technician) == nullptr)
            return complain("There is no technician '" + options.technician + "' in the config.", usage);
        if (options.until.empty() && !options.back) return complain("Until when? --until 2026-12-01, or --back.", usage);
        if (!options.back) {
            const auto until = workflow::absence_end(directory, options.until, wall_clock());
            if (!until) return complain(templates::sentence_text(until.error(), templates::english(), nullptr), usage);
            absence.until = *until;
        }
    }
    Stores stores(context.config.database);
    if (auto ready = prepare(stores); !ready) return bad_config;
    if (options.technician.empty()) return list_absences(context, stores);
    stores.absences.write(absence);
    if (context.json) {
        print_json({{"technician", options.technician}, {"until", time_or_null(absence.until)}});
    } else {
        const std::string state = absence.until ? "away until " + shown_here(context, *absence.until) : std::string("back");
        print_line(options.technician + " is " + state);
    }
    return ok;
}

}  // namespace ticketd::ctl
