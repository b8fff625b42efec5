// Decides which technicians a mail reaches while some of them are away.
#include "workflow/tickets/presence.hpp"

#include "workflow/model/absence.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>

namespace workflow {

namespace {

/// This decision made them a watcher: somebody calls them by name.
bool is_called(const DecisionBuilder& builder, const Ticket& ticket, const config::Technician& technician) {
    const Ticket* before = builder.stored(ticket.number);
    return std::any_of(ticket.watchers.begin(), ticket.watchers.end(), [&](const Watcher& watcher) {
        if (!text::same(watcher.address, technician.email)) return false;
        return !before || std::find(before->watchers.begin(), before->watchers.end(), watcher) == before->watchers.end();
    });
}

}  // namespace

bool is_reachable(const DecisionBuilder& builder, const Ticket& ticket, const config::Technician& technician) {
    using Away = config::Desk::AwayNotices;
    if (!is_away(builder.snapshot, technician.name, builder.now)) return true;
    const Away notices = builder.directory.config().desk.away_notices;
    return notices == Away::all || (notices == Away::own && ticket.assignee == technician.name) ||
           is_called(builder, ticket, technician);
}

Audience who_hears(const DecisionBuilder& builder, const Ticket& ticket, const Technicians& whom, std::string_view except) {
    const auto is_asking = [&](const config::Technician* one) { return is_own_request(builder.directory, ticket, one->email); };
    Audience out;
    bool wanted = false;
    bool there = false;
    for (const config::Technician* one : whom) {
        if (one->name == except) continue;
        wanted = true;
        if (is_asking(one) || !is_reachable(builder, ticket, *one)) continue;
        out.technicians.push_back(one);
        there = there || !is_away(builder.snapshot, one->name, builder.now);
    }
    if (!wanted || there) return out;
    bool anybody = false;
    for (const config::Technician* one : everybody(builder)) {
        if (is_away(builder.snapshot, one->name, builder.now) || is_asking(one)) continue;
        anybody = true;
        if (one->name != except) out.technicians.push_back(one);
    }
    out.is_admin_needed = !anybody;
    return out;
}

}  // namespace workflow
