// Sorts and filters tickets for tables in mails.
#include "workflow/reports/ticket_list.hpp"

#include "workflow/sla/sla_clocks.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/sla/sla_view.hpp"

#include <algorithm>

namespace workflow {

namespace {

constexpr std::array<std::string_view, 8> names{"late", "due", "open", "unassigned", "team", "mine", "breached", "all"};

ListedTicket line_of(const Directory& directory, const Ticket& ticket, Instant now) {
    return {ticket.number,   ticket.title,
            ticket.client,   ticket.requester.name.empty() ? ticket.requester.address : ticket.requester.name,
            ticket.assignee, ticket.status,
            ticket.priority, sla_view(directory, ticket, now)};
}

bool is_late(const Directory& directory, const Ticket& ticket, Instant now) {
    return sla_view(directory, ticket, now).state == SlaView::State::red;
}

/// The ticket is late now, or has breached a target before.
bool is_breached(const Directory& directory, const Ticket& ticket, Instant now) {
    return !ticket.clocks.breached.empty() || is_late(directory, ticket, now);
}

template <class Wanted>
std::vector<Ticket> those(const std::vector<Ticket>& tickets, Wanted wanted) {
    std::vector<Ticket> found;
    std::copy_if(tickets.begin(), tickets.end(), std::back_inserter(found), wanted);
    return found;
}

}  // namespace

std::string_view to_string(SlaView::State state) {
    constexpr std::array<std::string_view, 5> states{"none", "paused", "green", "amber", "red"};
    return states.at(static_cast<std::size_t>(state));
}

std::string_view to_string(TicketList::What what) {
    return names.at(static_cast<std::size_t>(what));
}

TicketList::What parse_ticket_list(std::string_view word) {
    const auto* const found = std::find(names.begin(), names.end(), word);
    return found == names.end() ? TicketList::What::open : static_cast<TicketList::What>(found - names.begin());
}

TicketList ticket_list_of(const Directory& directory, TicketList::What what, const std::vector<Ticket>& tickets, Instant now) {
    TicketList ticket_list;
    ticket_list.what = what;
    for (const Ticket& ticket : tickets)
        ticket_list.tickets.push_back(line_of(directory, ticket, now));
    std::stable_sort(ticket_list.tickets.begin(), ticket_list.tickets.end(), [](const ListedTicket& a, const ListedTicket& b) {
        return a.sla.due_at.value_or(Instant::max()) < b.sla.due_at.value_or(Instant::max());
    });
    if (ticket_list.tickets.size() > max_listed) {
        ticket_list.left_out = ticket_list.tickets.size() - max_listed;
        ticket_list.tickets.erase(ticket_list.tickets.begin() + max_listed, ticket_list.tickets.end());
    }
    return ticket_list;
}

TicketList answer_ticket_list(const Directory& directory, TicketList::What what, const std::vector<Ticket>& open,
                              std::string_view mine, Instant now) {
    const auto wanted = [&](const Ticket& ticket) {
        switch (what) {
            case TicketList::What::late:
                return is_late(directory, ticket, now);
            case TicketList::What::breached:
                return is_breached(directory, ticket, now);
            case TicketList::What::unassigned:
                return ticket.assignee.empty();
            case TicketList::What::mine:
                return ticket.assignee == mine;
            case TicketList::What::due:
            case TicketList::What::open:
            case TicketList::What::team:
            case TicketList::What::all:
                break;
        }
        return true;
    };
    return ticket_list_of(directory, what, those(open, wanted), now);
}

std::vector<TicketList> digest_of(const Directory& directory, std::string_view technician, const std::vector<Ticket>& open,
                                  Instant now) {
    const auto leads = [&](const Ticket& ticket) {
        const config::Team* team = directory.team(ticket.team);
        return team && team->lead == technician && ticket.assignee != technician;
    };
    const auto mine = [&](const Ticket& ticket) { return ticket.assignee == technician; };
    const auto late = [&](const Ticket& ticket) { return is_late(directory, ticket, now); };
    const auto due = [&](const Ticket& ticket) {
        const SlaView view = sla_view(directory, ticket, now);
        return !late(ticket) && view.due_at && *view.due_at <= now + std::chrono::days{1};
    };
    const auto for_them = [&](const Ticket& ticket) {
        const config::Team* team = directory.team(ticket.team);
        const bool in_team = !team || std::find(team->members.begin(), team->members.end(), technician) != team->members.end();
        return ticket.assignee.empty() && in_team;
    };
    std::vector<TicketList> tables;
    const auto add = [&](TicketList::What what, auto wanted) {
        TicketList ticket_list = ticket_list_of(directory, what, those(open, wanted), now);
        if (!ticket_list.tickets.empty()) tables.push_back(std::move(ticket_list));
    };
    using What = TicketList::What;
    add(What::late, [&](const Ticket& one) { return mine(one) && late(one); });
    add(What::due, [&](const Ticket& one) { return mine(one) && due(one); });
    add(What::unassigned, for_them);
    add(What::team, [&](const Ticket& one) { return leads(one) && !one.assignee.empty() && (late(one) || due(one)); });
    add(What::mine, [&](const Ticket& one) { return mine(one) && !late(one) && !due(one); });
    return tables;
}

}  // namespace workflow
