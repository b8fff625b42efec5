#pragma once

#include "workflow/model/ticket.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace desk_test {

/// The state of a ticket that its events determine, without derived values.
struct State {
    std::string title;
    mail::Address requester;
    std::string client, contract, category, assignee, team, ticket_template;
    workflow::Status status = workflow::Status::open;
    workflow::Priority priority = workflow::Priority::medium;
    std::vector<std::string> watchers;
    std::vector<workflow::Link> links;
    std::vector<std::string> timers;  // technicians with a running timer
    std::optional<workflow::Instant> snoozed_until, resolved_at, closed_at;
    bool operator==(const State&) const = default;
};
std::ostream& operator<<(std::ostream& out, const State& state);

[[nodiscard]] State state_of(const workflow::Ticket& ticket);

/// The state after all events, starting with the one that opened the ticket. An event whose old value differs from
/// the state so far fails the test.
[[nodiscard]] State replay(const std::vector<workflow::Entry>& history);

}  // namespace desk_test
