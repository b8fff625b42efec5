#pragma once

#include "workflow/model/ticket.hpp"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace desk_test {

/// What a ticket's story tells of it, and nothing that is derived from that.
struct State {
    std::string title;
    mail::Address requester;
    std::string client, contract, category, assignee, team, ticket_template;
    workflow::Status status = workflow::Status::open;
    workflow::Priority priority = workflow::Priority::medium;
    std::vector<std::string> watchers;
    std::vector<workflow::Link> links;
    std::vector<std::string> timers;  // whose runs
    std::optional<workflow::Instant> snoozed_until, resolved_at, closed_at;
    bool operator==(const State&) const = default;
};
std::ostream& operator<<(std::ostream& out, const State& state);

[[nodiscard]] State state_of(const workflow::Ticket& ticket);

/// The state that the events lead to: from the line that says how the ticket began, one after the other. Times in their texts
/// are in UTC. A line that begins like a change and cannot be read to its end is a failure of the test.
[[nodiscard]] State replay(const std::vector<workflow::Entry>& history);

}  // namespace desk_test
