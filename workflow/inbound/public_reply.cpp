// Publishes a technician's reply: first response, status, mails to clients.
#include "workflow/inbound/public_reply.hpp"

#include "workflow/commands/undo.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/notifications.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/rules/rule_schedule.hpp"
#include "workflow/tickets/status_transitions.hpp"

#include <fmt/format.h>

namespace workflow {

namespace {

void mark_answer(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::vector<std::string> written) {
    const bool first = !ticket.clocks.responded_at;
    answered(builder.directory, ticket, builder.now);
    if (!first) return;
    ticket.clocks.response_to = std::move(written);
    builder.event(ticket, actor, event::FirstResponse{});
}

/// Who answers a ticket that nobody has, has it. The old audience was mailed before.
void claim(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const CommandResult& ran) {
    if (!builder.directory.config().desk.claim_on_answer || !ticket.assignee.empty() || actor.kind != Actor::Kind::technician)
        return;
    const config::Technician* author = builder.directory.technician(actor.name);
    if (!author || ran.asked.contains(Field::assignment)) return;
    const Ticket before = ticket;
    assign(builder, ticket, {author, nullptr}, actor, cause::PublicAnswer{});
    remember_claim(builder, ticket, before, ran.undo, actor);
}

}  // namespace

void publish(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::size_t entry, const CommandResult& ran,
             std::string_view except_address) {
    auto written = notify_clients(builder, ticket, entry, ran.new_status == Status::resolved, except_address);
    const bool reached_nobody = written.empty() && builder.has_suppressed();
    if (!reached_nobody) mark_answer(builder, ticket, actor, std::move(written));
    record_activity(builder, ticket);
    // A question after the solution: the client has as long to answer as before.
    const int days = builder.directory.config().desk.close_resolved_days;
    if (ticket.status == Status::resolved && ticket.close_at && days > 0) ticket.close_at = builder.now + std::chrono::days{days};
    if (ticket.status == Status::open && !ran.asked.contains(Field::status))
        if (const auto moved = move_status(builder, ticket, Status::in_progress, actor, cause::PublicAnswer{}); !moved)
            builder.reason(moved.error());
    notify(builder, ticket, audience(builder, ticket), MailKind::technician_comment, entry, {}, actor.name);
    claim(builder, ticket, actor, ran);
}

void ask_whether_solved(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view except_address) {
    auto written = notify_clients(builder, ticket, std::nullopt, true, except_address);
    if (!written.empty()) mark_answer(builder, ticket, actor, std::move(written));
    record_activity(builder, ticket);
}

void record_activity(DecisionBuilder& builder, Ticket& ticket) {
    ticket.active_at = builder.now;
    forget_idle_steps(ticket);
}

}  // namespace workflow
