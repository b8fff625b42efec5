// Resolves "assignee", "team" and "lead", and finds stand-ins for those who are away.
#include "workflow/tickets/recipients.hpp"

#include "workflow/model/absence.hpp"

#include <algorithm>

namespace workflow {

namespace {

void add(Technicians& whom, const config::Technician* technician) {
    if (technician && std::find(whom.begin(), whom.end(), technician) == whom.end()) whom.push_back(technician);
}

std::vector<const config::Team*> teams_of(const DecisionBuilder& builder, const Ticket& ticket) {
    std::vector<const config::Team*> teams;
    if (const config::Team* team = builder.directory.team(ticket.team)) teams.push_back(team);
    const config::Technician* assignee = builder.directory.technician(ticket.assignee);
    if (!teams.empty() || !assignee) return teams;
    for (const std::string& name : assignee->teams)
        if (const config::Team* team = builder.directory.team(name)) teams.push_back(team);
    return teams;
}

void add_members(Technicians& whom, const DecisionBuilder& builder, const config::Team* team) {
    if (!team) return;
    for (const std::string& member : team->members)
        add(whom, builder.directory.technician(member));
}

Technicians present(const DecisionBuilder& builder, Technicians whom) {
    std::erase_if(whom, [&](const config::Technician* one) { return is_away(builder.snapshot, one->name, builder.now); });
    return whom;
}

}  // namespace

Technicians in_role(const DecisionBuilder& builder, const Ticket& ticket, std::string_view role) {
    constexpr std::string_view team_prefix = "team:";
    if (role == "assignee") return audience(builder, ticket);
    if (role == "everybody") return everybody(builder);
    Technicians whom;
    if (role == "team" || role == "lead") {
        for (const config::Team* team : teams_of(builder, ticket)) {
            if (role == "team") add_members(whom, builder, team);
            if (role == "lead") add(whom, builder.directory.technician(team->lead));
        }
    } else if (role.starts_with(team_prefix)) {
        add_members(whom, builder, builder.directory.team(role.substr(team_prefix.size())));
    } else {
        add(whom, builder.directory.technician(role));
    }
    return whom;
}

Technicians escalated_to(const DecisionBuilder& builder, const Ticket& ticket) {
    Technicians leads = present(builder, in_role(builder, ticket, "lead"));
    return leads.empty() ? present(builder, in_role(builder, ticket, "team")) : leads;
}

Technicians stand_ins(const DecisionBuilder& builder, const Ticket& ticket) {
    if (!is_away(builder.snapshot, ticket.assignee, builder.now)) return {};
    Technicians team = present(builder, in_role(builder, ticket, "team"));
    return team.empty() ? present(builder, everybody(builder)) : team;
}

}  // namespace workflow
