// Changes of assignee, priority, category, client, title, watchers, snooze and template.
#include "workflow/tickets/ticket_changes.hpp"

#include "workflow/model/absence.hpp"
#include "workflow/model/sentence_kinds.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/model/participants.hpp"
#include "workflow/text/text.hpp"

#include <algorithm>
#include <utility>

namespace workflow {

namespace {

/// Names begin with it; there may be several.
std::vector<const config::Technician*> beginning_with(const Directory& directory, std::string_view folded) {
    std::vector<const config::Technician*> found;
    for (const config::Technician& technician : directory.config().technicians)
        if (std::string_view(technician.name).starts_with(folded) || text::folded(technician.display_name).starts_with(folded))
            found.push_back(&technician);
    return found;
}

/// Changes what the clocks are held to: a ticket that is being opened starts under it, another keeps the time it has used.
template <class Change>
void under_new_terms(DecisionBuilder& builder, Ticket& ticket, Change change) {
    const UsedTime used = used_time(builder.directory, ticket, builder.now);
    change();
    if (builder.stored(ticket.number)) {
        keep_used_time(builder.directory, ticket, used, builder.now);
    } else {
        start_clocks(builder.directory, ticket);
    }
}

constexpr std::string_view hole = "{{subject}}";

std::string filled_title(std::string title, const std::string& subject) {
    // Replaced from behind, so that a title that itself holds the mark is not read again.
    for (std::size_t at = title.rfind(hole); at != std::string::npos;
         at = at == 0 ? std::string::npos : title.rfind(hole, at - 1))
        title.replace(at, hole.size(), subject);
    // Without a subject there is nothing to lead to: "New colleague: " ends before its colon.
    if (subject.empty())
        while (!title.empty() && (title.back() == ':' || text::is_blank(title.back())))
            title.pop_back();
    return title;
}

/// The title has what the template puts around a subject: it was filled before, or the sender wrote it so.
bool is_made_by(const std::string& title, const std::string& pattern) {
    if (title.empty()) return false;
    const std::size_t at = pattern.find(hole);
    if (at == std::string::npos) return false;
    if (title == filled_title(pattern, {})) return true;
    const std::string_view before = std::string_view(pattern).substr(0, at);
    const std::string_view after = std::string_view(pattern).substr(at + hole.size());
    return pattern.size() > hole.size() && after.find(hole) == std::string_view::npos &&
           title.size() > before.size() + after.size() && title.starts_with(before) && title.ends_with(after);
}

/// The members who are there and do not ask for help with this ticket themselves.
std::vector<std::string> present(const DecisionBuilder& builder, const Ticket& ticket, const config::Team& team) {
    std::vector<std::string> there;
    for (const std::string& member : team.members) {
        const config::Technician* one = builder.directory.technician(member);
        const bool asks = one && is_own_request(builder.directory, ticket, one->email);
        if (!asks && !is_away(builder.snapshot, member, builder.now)) there.push_back(member);
    }
    return there;
}

/// The member whose turn it is. nullptr: nobody is there, so the ticket stays with the team and all of it hear of it: it must not
/// wait for a return that nobody thinks of.
const config::Technician* member_for(DecisionBuilder& builder, const Ticket& ticket, const config::Team& team) {
    const std::vector<std::string> members = present(builder, ticket, team);
    if (members.empty()) return nullptr;
    if (team.assign == config::Team::Assign::least_open) {
        const auto load = [&](const std::string& member) {
            const auto found = builder.snapshot.open_tickets.find(member);
            return found == builder.snapshot.open_tickets.end() ? 0 : found->second;
        };
        const auto least =
            std::min_element(members.begin(), members.end(), [&](const auto& a, const auto& b) { return load(a) < load(b); });
        return builder.directory.technician(*least);
    }
    // The next one in the order of the whole team, so that who comes back takes their turn again.
    const auto last = builder.snapshot.last_assigned.find(team.name);
    const auto& all = team.members;
    auto turn = last == builder.snapshot.last_assigned.end() ? all.end() : std::find(all.begin(), all.end(), last->second);
    for (std::size_t steps = 0; steps < all.size(); ++steps) {
        turn = turn == all.end() || turn + 1 == all.end() ? all.begin() : turn + 1;
        if (std::find(members.begin(), members.end(), *turn) != members.end()) break;
    }
    builder.decision.assigned.emplace_back(team.name, *turn);
    return builder.directory.technician(*turn);
}

}  // namespace

Result<Assignee> find_assignee(const Directory& directory, std::string_view who) {
    const std::string name = text::folded(text::trim(who));
    if (name.starts_with("team:")) {
        if (const config::Team* team = directory.team(name.substr(5))) return Assignee{nullptr, team};
    }
    if (const config::Technician* technician = directory.technician(name)) return Assignee{technician, nullptr};
    if (const config::Technician* technician = directory.technician_by_address(name)) return Assignee{technician, nullptr};
    if (const config::Team* team = directory.team(name)) return Assignee{nullptr, team};

    const auto found = name.empty() ? std::vector<const config::Technician*>{} : beginning_with(directory, name);
    if (found.size() == 1) return Assignee{found.front(), nullptr};
    if (found.size() > 1) {
        std::vector<std::string> names;
        for (const config::Technician* technician : found)
            names.push_back(technician->name);
        return refusal("refused.ambiguous", who, std::move(names));
    }
    std::vector<std::string_view> candidates;
    for (const config::Technician& technician : directory.config().technicians)
        candidates.push_back(technician.name);
    for (const config::Team& team : directory.config().teams)
        candidates.push_back(team.name);
    return did_you_mean(say("refused.no-assignee", who), name, candidates);
}

Changes assign(DecisionBuilder& builder, Ticket& ticket, const Assignee& to, const Actor& actor, const Cause& why) {
    const config::Technician* technician = to.technician;
    const std::string had = ticket.assignee;
    event::Assigned assigned{.from = had, .cause = why};
    if (to.team) {
        const bool there = ticket.team == to.team->name;
        const bool has_member =
            std::find(to.team->members.begin(), to.team->members.end(), ticket.assignee) != to.team->members.end();
        // Again for the same team is no new turn: a rule that runs on every update must not pass a ticket around.
        if (there && has_member) return {};
        technician = member_for(builder, ticket, *to.team);
        if (there && !technician && ticket.assignee.empty()) return {};
        ticket.team = assigned.team = to.team->name;
        ticket.assignee.clear();
    } else {
        if (!technician || ticket.assignee == technician->name) return {};
        if (is_away(builder.snapshot, technician->name, builder.now))
            assigned.away_until = builder.snapshot.away.at(technician->name);
    }
    if (technician) {
        ticket.assignee = assigned.to = technician->name;
        builder.notify_later({technician, say("notice.assigned", actor.who())});
    } else {
        for (const config::Technician* member : audience(builder, ticket))
            builder.notify_later({member, say("notice.assigned-team", ticket.team, actor.who())});
    }
    notify_former_assignee(builder, ticket, had, actor);
    return builder.change(ticket, actor, std::move(assigned), why);
}

void notify_former_assignee(DecisionBuilder& builder, const Ticket& ticket, const std::string& had, const Actor& actor) {
    const Ticket* before = builder.stored(ticket.number);
    if (!before || before->assignee != had || ticket.assignee == had) return;
    const config::Technician* technician = builder.directory.technician(had);
    if (!technician || (actor.kind == Actor::Kind::technician && actor.name == had)) return;
    const Sentence to = !ticket.assignee.empty() ? plain(ticket.assignee)
                        : ticket.team.empty()    ? say("value.nobody")
                                                 : say("value.team", ticket.team);
    builder.notify_later({technician, say("notice.went-away", to, actor.who()), true});
}

Changes unassign(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const Cause& why) {
    if (ticket.assignee.empty()) return {};
    const std::string had = std::exchange(ticket.assignee, {});
    notify_former_assignee(builder, ticket, had, actor);
    return builder.change(ticket, actor, event::Unassigned{had, why}, why);
}

Changes set_priority(DecisionBuilder& builder, Ticket& ticket, Priority priority, const Actor& actor, const Cause& why) {
    if (ticket.priority == priority) return {};
    const event::PriorityChanged changed{ticket.priority, priority, why};
    under_new_terms(builder, ticket, [&] { ticket.priority = priority; });
    if (priority == Priority::critical)
        for (const config::Technician* technician : everybody(builder))
            builder.notify_later({technician, say("notice.critical", actor.who())});
    return builder.change(ticket, actor, changed, why);
}

Changes set_category(DecisionBuilder& builder, Ticket& ticket, const std::string& category, const Actor& actor,
                     const Cause& why) {
    if (ticket.category == category) return {};
    event::CategoryChanged changed{std::exchange(ticket.category, category), category, why};
    return builder.change(ticket, actor, std::move(changed), why);
}

Changes set_client(DecisionBuilder& builder, Ticket& ticket, const config::Client* client, const Actor& actor, const Cause& why) {
    const std::string name = client ? client->name : std::string();
    if (ticket.client == name) return {};
    const std::string contract = client ? builder.directory.contract_of(*client, builder.now) : std::string();
    event::ClientChanged changed{ticket.client, name, ticket.contract, contract, why};
    under_new_terms(builder, ticket, [&] {
        ticket.client = name;
        ticket.contract = contract;
    });
    return builder.change(ticket, actor, std::move(changed), why);
}

Changes set_title(DecisionBuilder& builder, Ticket& ticket, std::string title, const Actor& actor, const Cause& why) {
    if (ticket.title == title) return {};
    event::TitleChanged changed{ticket.title, title, why};
    ticket.title = std::move(title);
    return builder.change(ticket, actor, std::move(changed), why);
}

Changes add_watcher(DecisionBuilder& builder, Ticket& ticket, std::string_view address, const Actor& actor, const Cause& why) {
    if (is_participant(builder.directory, ticket, address)) return {};
    ticket.watchers.push_back({mail::as_written(address), builder.now});
    return builder.change(ticket, actor, event::WatcherAdded{ticket.watchers.back().address, why}, why);
}

Changes remove_watcher(DecisionBuilder& builder, Ticket& ticket, std::string_view address, const Actor& actor, const Cause& why) {
    const auto gone = std::stable_partition(ticket.watchers.begin(), ticket.watchers.end(), [&](const Watcher& watcher) {
        return !same_person(builder.directory, watcher.address, address);
    });
    const std::vector<Watcher> removed(gone, ticket.watchers.end());
    ticket.watchers.erase(gone, ticket.watchers.end());
    // Under the address that they watched with: a person may be named by another one.
    Changes done{{}, actor.who()};
    for (const Watcher& watcher : removed) {
        const event::WatcherRemoved gone_one{watcher.address, why};
        done.events.emplace_back(gone_one);
        builder.change(ticket, actor, gone_one, why);
    }
    return done;
}

Changes snooze(DecisionBuilder& builder, Ticket& ticket, Instant until, const Actor& actor, const Cause& why) {
    ticket.snoozed_until = std::chrono::ceil<std::chrono::minutes>(until);
    return builder.change(ticket, actor, event::Snoozed{*ticket.snoozed_until, why}, why);
}

void wake(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const Cause& why) {
    if (!ticket.snoozed_until) return;
    ticket.snoozed_until.reset();
    builder.change(ticket, actor, event::Woken{why}, why);
}

const config::TicketTemplate* template_for(const Directory& directory, const Ticket& ticket, std::string_view name) {
    const config::Client* client = ticket.client.empty() ? nullptr : directory.client(ticket.client);
    const std::string& desk = directory.config().desk.language;
    const std::string& wanted = client && !client->language.empty() ? client->language : desk;
    const auto fit = [&](const config::TicketTemplate& one) {
        return one.language == wanted ? 4 : one.language.empty() ? 3 : one.language == desk ? 2 : 1;
    };
    const config::TicketTemplate* best = nullptr;
    for (const config::TicketTemplate& one : directory.config().ticket_templates)
        if (text::same(one.name, name) && (!best || fit(one) > fit(*best))) best = &one;
    return best;
}

Changes use_template(DecisionBuilder& builder, Ticket& ticket, const config::TicketTemplate& from, const Actor& actor,
                     const Cause& why) {
    std::string title = is_made_by(ticket.title, from.title) ? ticket.title : filled_title(from.title, ticket.title);
    event::TemplateUsed used{.ticket_template = from.name, .cause = why};
    if (!title.empty() && title != ticket.title) {
        used.title_from = ticket.title;
        used.title_to = title;
        ticket.title = std::move(title);
    }
    if (ticket.description.empty()) {
        ticket.description = from.description;
    } else if (!std::string_view(ticket.description).starts_with(from.description)) {
        ticket.description = from.description + "\n\n" + ticket.description;
    }
    ticket.ticket_template = from.name;
    if (!from.category.empty() && ticket.category != from.category) ticket.category = used.category = from.category;
    Changes done = builder.change(ticket, actor, std::move(used), why);
    if (from.priority) set_priority(builder, ticket, *from.priority, actor, why);
    if (!from.assign.empty())
        if (const auto to = find_assignee(builder.directory, from.assign)) assign(builder, ticket, *to, actor, why);
    return done;
}

}  // namespace workflow
