#include "workflow/tickets/recipients.hpp"

#include "workflow/model/absence.hpp"

#include <algorithm>

namespace workflow {

namespace {

void add(Technicians& whom, const config::Technician* technician) {
    if (technician && std::find(whom.begin(), whom.end(), technician) == whom.end()) whom.push_back(technician);
}

std::vector<const config::Team*> teams_of(const Work& work, const Ticket& ticket) {
    std::vector<const config::Team*> teams;
    if (const config::Team* team = work.policy.team(ticket.team)) teams.push_back(team);
    const config::Technician* assignee = work.policy.technician(ticket.assignee);
    if (!teams.empty() || !assignee) return teams;
    for (const std::string& name : assignee->teams)
        if (const config::Team* team = work.policy.team(name)) teams.push_back(team);
    return teams;
}

void add_members(Technicians& whom, const Work& work, const config::Team* team) {
    if (!team) return;
    for (const std::string& member : team->members)
        add(whom, work.policy.technician(member));
}

Technicians present(const Work& work, Technicians whom) {
    std::erase_if(whom, [&](const config::Technician* one) { return is_away(work.snapshot, one->name, work.now); });
    return whom;
}

}  // namespace

Technicians in_role(const Work& work, const Ticket& ticket, std::string_view role) {
    constexpr std::string_view team_prefix = "team:";
    if (role == "assignee") return audience(work, ticket);
    if (role == "everybody") return everybody(work);
    Technicians whom;
    if (role == "team" || role == "lead") {
        for (const config::Team* team : teams_of(work, ticket)) {
            if (role == "team") add_members(whom, work, team);
            if (role == "lead") add(whom, work.policy.technician(team->lead));
        }
    } else if (role.starts_with(team_prefix)) {
        add_members(whom, work, work.policy.team(role.substr(team_prefix.size())));
    } else {
        add(whom, work.policy.technician(role));
    }
    return whom;
}

Technicians escalated_to(const Work& work, const Ticket& ticket) {
    Technicians leads = present(work, in_role(work, ticket, "lead"));
    return leads.empty() ? present(work, in_role(work, ticket, "team")) : leads;
}

Technicians stand_ins(const Work& work, const Ticket& ticket) {
    if (!is_away(work.snapshot, ticket.assignee, work.now)) return {};
    Technicians team = present(work, in_role(work, ticket, "team"));
    return team.empty() ? present(work, everybody(work)) : team;
}

}  // namespace workflow
