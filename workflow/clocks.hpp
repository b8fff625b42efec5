#pragma once

#include "workflow/policy.hpp"
#include "workflow/ticket.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

// The two SLA clocks of a ticket: how much of their time is used and when they are due. Everything is told in the hours of the
// calendar that its contract has for its priority. A clock has used what passed since the ticket was made, less what is excluded.
namespace workflow {

enum class Clock { response, resolution };
inline constexpr std::array<Clock, 2> both_clocks{Clock::response, Clock::resolution};
[[nodiscard]] std::string_view to_string(Clock clock);

[[nodiscard]] const Timetable& hours_of(const Policy& policy, const Ticket& ticket);
/// nullopt: the contract sets none.
[[nodiscard]] std::optional<std::chrono::seconds> target_of(const Policy& policy, const Ticket& ticket, Clock clock);

/// True when the clock counts at this moment: it has a target, its goal is not reached and it is not paused.
[[nodiscard]] bool runs(const Policy& policy, const Ticket& ticket, Clock clock);
[[nodiscard]] bool is_breached(const Ticket& ticket, Clock clock);
[[nodiscard]] int warned(const Ticket& ticket, Clock clock);

/// Business time used until `now`, or until the clock stopped or paused before it.
[[nodiscard]] std::chrono::microseconds used(const Policy& policy, const Ticket& ticket, Clock clock, Instant now);
[[nodiscard]] int used_percent(const Policy& policy, const Ticket& ticket, Clock clock, Instant now);
/// When `percent` of a running clock will be used. nullopt: no target, or never.
[[nodiscard]] std::optional<Instant> reaches(const Policy& policy, const Ticket& ticket, Clock clock, int percent);

/// Sets both due times of a new ticket.
void start_clocks(const Policy& policy, Ticket& ticket);
/// Pauses, goes on or stops as the change of status asks.
void status_moved(const Policy& policy, Ticket& ticket, Status from, Instant now);
/// The first public answer was given, or was given back because no client got it.
void answered(const Policy& policy, Ticket& ticket, Instant now);
void answer_taken_back(const Policy& policy, Ticket& ticket);

/// What both clocks have used, taken before a change of priority, client or contract and given back after it.
using UsedTime = std::array<std::chrono::microseconds, 2>;
[[nodiscard]] UsedTime used_time(const Policy& policy, const Ticket& ticket, Instant now);
/// Keeps the time used under the ticket's new terms and sets the due times anew.
void keep_used_time(const Policy& policy, Ticket& ticket, const UsedTime& used, Instant now);

}  // namespace workflow
