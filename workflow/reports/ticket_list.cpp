#include "workflow/reports/ticket_list.hpp"

#include "workflow/sla/sla_clocks.hpp"
#include "workflow/model/directory.hpp"
#include "workflow/sla/sla_view.hpp"

#include <algorithm>

namespace workflow {

namespace {

constexpr std::array<std::string_view, 8> names{"late", "due", "open", "unassigned", "team", "mine", "breached", "all"};

ListedTicket line_of(const Policy& policy, const Ticket& ticket, Instant now) {
    return {ticket.number,   ticket.title,
            ticket.client,   ticket.requester.name.empty() ? ticket.requester.address : ticket.requester.name,
            ticket.assignee, ticket.status,
            ticket.priority, sla_view(policy, ticket, now)};
}

bool is_late(const Policy& policy, const Ticket& ticket, Instant now) {
    return sla_view(policy, ticket, now).state == SlaView::State::red;
}

/// Late, or it was late with something before.
bool is_breached(const Policy& policy, const Ticket& ticket, Instant now) {
    return !ticket.clocks.breached.empty() || is_late(policy, ticket, now);
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

std::string_view to_string(Listing::What what) {
    return names.at(static_cast<std::size_t>(what));
}

Listing::What parse_listing(std::string_view word) {
    const auto* const found = std::find(names.begin(), names.end(), word);
    return found == names.end() ? Listing::What::open : static_cast<Listing::What>(found - names.begin());
}

Listing listing_of(const Policy& policy, Listing::What what, const std::vector<Ticket>& tickets, Instant now) {
    Listing listing;
    listing.what = what;
    for (const Ticket& ticket : tickets)
        listing.tickets.push_back(line_of(policy, ticket, now));
    std::stable_sort(listing.tickets.begin(), listing.tickets.end(), [](const ListedTicket& a, const ListedTicket& b) {
        return a.sla.due_at.value_or(Instant::max()) < b.sla.due_at.value_or(Instant::max());
    });
    if (listing.tickets.size() > most_listed) {
        listing.left_out = listing.tickets.size() - most_listed;
        listing.tickets.erase(listing.tickets.begin() + most_listed, listing.tickets.end());
    }
    return listing;
}

Listing answer_listing(const Policy& policy, Listing::What what, const std::vector<Ticket>& open, std::string_view mine,
                       Instant now) {
    const auto wanted = [&](const Ticket& ticket) {
        switch (what) {
            case Listing::What::late:
                return is_late(policy, ticket, now);
            case Listing::What::breached:
                return is_breached(policy, ticket, now);
            case Listing::What::unassigned:
                return ticket.assignee.empty();
            case Listing::What::mine:
                return ticket.assignee == mine;
            case Listing::What::due:
            case Listing::What::open:
            case Listing::What::team:
            case Listing::What::all:
                break;
        }
        return true;
    };
    return listing_of(policy, what, those(open, wanted), now);
}

std::vector<Listing> digest_of(const Policy& policy, std::string_view technician, const std::vector<Ticket>& open, Instant now) {
    const auto leads = [&](const Ticket& ticket) {
        const config::Team* team = policy.team(ticket.team);
        return team && team->lead == technician && ticket.assignee != technician;
    };
    const auto mine = [&](const Ticket& ticket) { return ticket.assignee == technician; };
    const auto late = [&](const Ticket& ticket) { return is_late(policy, ticket, now); };
    const auto due = [&](const Ticket& ticket) {
        const SlaView view = sla_view(policy, ticket, now);
        return !late(ticket) && view.due_at && *view.due_at <= now + std::chrono::days{1};
    };
    const auto for_them = [&](const Ticket& ticket) {
        const config::Team* team = policy.team(ticket.team);
        const bool in_team = !team || std::find(team->members.begin(), team->members.end(), technician) != team->members.end();
        return ticket.assignee.empty() && in_team;
    };
    std::vector<Listing> tables;
    const auto add = [&](Listing::What what, auto wanted) {
        Listing listing = listing_of(policy, what, those(open, wanted), now);
        if (!listing.tickets.empty()) tables.push_back(std::move(listing));
    };
    using What = Listing::What;
    add(What::late, [&](const Ticket& one) { return mine(one) && late(one); });
    add(What::due, [&](const Ticket& one) { return mine(one) && due(one); });
    add(What::unassigned, for_them);
    add(What::team, [&](const Ticket& one) { return leads(one) && !one.assignee.empty() && (late(one) || due(one)); });
    add(What::mine, [&](const Ticket& one) { return mine(one) && !late(one) && !due(one); });
    return tables;
}

}  // namespace workflow
