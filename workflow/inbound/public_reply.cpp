#include "workflow/inbound/public_reply.hpp"

#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/rules/rule_schedule.hpp"
#include "workflow/tickets/status_transitions.hpp"
#include "workflow/commands/undo.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

void mark_answer(Work& work, Ticket& ticket, const Actor& actor, std::vector<std::string> written) {
    const bool first = !ticket.clocks.responded_at;
    answered(work.policy, ticket, work.now);
    if (!first) return;
    ticket.clocks.response_to = std::move(written);
    work.event(ticket, actor, fmt::format("first response by {}", actor.shown()));
}

}  // namespace

void publish(Work& work, Ticket& ticket, const Actor& actor, std::size_t entry, const Ran& ran, std::string_view except_address) {
    auto written = tell_clients(work, ticket, entry, ran.resolved, except_address);
    const bool reached_nobody = written.empty() && !work.kept_back.empty();
    if (!reached_nobody) mark_answer(work, ticket, actor, std::move(written));
    stirred(work, ticket);
    if (ticket.status == Status::open && !ran.status)
        if (const auto moved = move_status(work, ticket, Status::in_progress, actor, "a public answer"); !moved)
            work.reason(moved.error().what);
    tell(work, ticket, audience(work, ticket), MailKind::technician_comment, entry, {}, actor.name);
}

void ask_whether_solved(Work& work, Ticket& ticket, const Actor& actor, std::string_view except_address) {
    auto written = tell_clients(work, ticket, std::nullopt, true, except_address);
    if (!written.empty()) mark_answer(work, ticket, actor, std::move(written));
    stirred(work, ticket);
}

void confirm_to(Work& work, const config::Technician& technician, const Ticket& ticket, std::span<const Command> commands,
                Ran ran) {
    if (ran.lines.empty()) return;
    for (std::string& line : beyond_undo(work, commands))
        ran.lines.push_back(std::move(line));
    if (ran.undo != 0) ran.lines.emplace_back("[undo] takes this back, as long as nobody has changed it again");
    answer_technician(work, technician, MailKind::receipt, &ticket, std::move(ran.lines));
    auto& mails = work.decision.mails;
    if (!mails.empty() && mails.back().kind == MailKind::receipt) mails.back().undo = ran.undo;
}

void stirred(Work& work, Ticket& ticket) {
    ticket.active_at = work.now;
    forget_idle_steps(ticket);
}

}  // namespace workflow
