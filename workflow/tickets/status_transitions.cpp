// The table of allowed status changes, and what each change carries along.
#include "workflow/tickets/status_transitions.hpp"

#include "workflow/model/sentence_kinds.hpp"
#include "workflow/tickets/ticket_changes.hpp"
#include "workflow/sla/sla_clocks.hpp"
#include "workflow/tickets/time_tracking.hpp"

#include <algorithm>
#include <array>

namespace workflow {

namespace {

constexpr unsigned technician = 1;  // by command
constexpr unsigned client = 2;      // by answering, or through an action address
constexpr unsigned stranger = 4;    // by answering without a proof of identity
constexpr unsigned desk = 8;        // by a rule, a clock, or an admin

constexpr unsigned ours = technician | desk;

/// Rows are the status now, columns the one to come, in the order of the enumeration.
constexpr std::array<std::array<unsigned, 6>, 6> allowed{{
    // open                      in-progress  waiting-c.  waiting-3rd  resolved   closed
    {0, ours, ours, ours, ours, ours | client},                      // open
    {ours, 0, ours, ours, ours, ours | client},                      // in-progress
    {ours | client | stranger, ours, 0, ours, ours, ours | client},  // waiting-customer
    {ours, ours, ours, 0, ours, ours | client},                      // waiting-third-party
    {ours | client, ours, ours, ours, 0, ours | client},             // resolved
    {ours | client, ours, ours, ours, 0, 0},                         // closed: what was closed is resolved only after new work
}};

unsigned bit_of(Actor::Kind who) {
    switch (who) {
        case Actor::Kind::technician:
            return technician;
        case Actor::Kind::client:
            return client;
        case Actor::Kind::stranger:
            return stranger;
        case Actor::Kind::desk:
            return desk;
    }
    return 0;
}

}  // namespace

bool may_move(Status from, Status to, Actor::Kind who) {
    return (allowed.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(to)) & bit_of(who)) != 0;
}

Result<void> move_status(DecisionBuilder& builder, Ticket& ticket, Status to, const Actor& actor, const Cause& why) {
    const Status from = ticket.status;
    if (from == to) return {};
    if (!may_move(from, to, actor.kind)) return refusal("refused.status-way", from, to);
    put_status(builder, ticket, to, actor, why);
    return {};
}

void put_status(DecisionBuilder& builder, Ticket& ticket, Status to, const Actor& actor, const Cause& why) {
    const Status from = ticket.status;
    if (from == to) return;
    ticket.status = to;
    // What comes back is watched over again.
    if (is_done(from) && !is_done(to)) ticket.rules_fired.clear();
    status_moved(builder.directory, ticket, from, builder.now);
    const int days = builder.directory.config().desk.close_resolved_days;
    ticket.close_at.reset();
    if (to == Status::resolved && days > 0) ticket.close_at = builder.now + std::chrono::days{days};
    ticket.closed_at.reset();
    if (to == Status::closed) ticket.closed_at = builder.now;
    if (is_done(to)) {
        wake(builder, ticket, {}, cause::TicketDone{to});
        for (Sentence& line : stop_timers(builder, ticket, actor, cause::TicketDone{to}))
            builder.add_side_effect(std::move(line));
    }

    builder.change(ticket, actor, event::StatusChanged{from, to, why}, why);
}

}  // namespace workflow
