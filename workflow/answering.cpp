#include "workflow/answering.hpp"

#include "workflow/clocks.hpp"
#include "workflow/mails.hpp"
#include "workflow/rules.hpp"
#include "workflow/transitions.hpp"

#include <fmt/format.h>

namespace workflow {

void publish(Work& work, Ticket& ticket, const Actor& actor, std::size_t entry, const Ran& ran, std::string_view except_address) {
    auto written = tell_clients(work, ticket, entry, ran.resolved, except_address);
    const bool reached_nobody = written.empty() && !work.kept_back.empty();
    const bool first = !ticket.clocks.responded_at && !reached_nobody;
    if (!reached_nobody) answered(work.policy, ticket, work.now);
    if (first) {
        ticket.clocks.response_to = std::move(written);
        work.event(ticket, actor, fmt::format("first response by {}", actor.shown()));
    }
    if (ticket.status == Status::open && !ran.status)
        if (const auto moved = move_status(work, ticket, Status::in_progress, actor, "a public answer"); !moved)
            work.reason(moved.error().what);
    tell(work, ticket, audience(work, ticket), MailKind::technician_comment, entry, {}, actor.name);
}

void stirred(Work& work, Ticket& ticket) {
    ticket.active_at = work.now;
    forget_idle_steps(ticket);
}

}  // namespace workflow
