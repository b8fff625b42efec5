#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/ticket.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

// The SLA clocks of a ticket: time used and due times. All times are in the calendar that the contract has for the
// ticket's priority. The time used is the time since the clock's start minus the excluded time. Every change is also
// appended to `Clocks::log`, from which clock_replay.hpp computes the same result again.
namespace workflow {

inline constexpr std::array<Clock, clock_count> all_clocks{Clock::response, Clock::resolution, Clock::update};

[[nodiscard]] const BusinessCalendar& hours_of(const Directory& directory, const Ticket& ticket);
/// The target of a clock. nullopt: the contract sets none.
[[nodiscard]] std::optional<std::chrono::seconds> target_of(const Directory& directory, const Ticket& ticket, Clock clock);
[[nodiscard]] std::optional<std::chrono::seconds> target_of(const Directory& directory, std::string_view contract,
                                                            Priority priority, Clock clock);

/// True when the clock is counting: it has started, has a target, is not finished and not paused.
[[nodiscard]] bool runs(const Directory& directory, const Ticket& ticket, Clock clock);
[[nodiscard]] bool is_breached(const Ticket& ticket, Clock clock);
[[nodiscard]] const std::optional<Instant>& due_of(const Ticket& ticket, Clock clock);

/// Business time used until `now`, or until the clock stopped or paused earlier.
[[nodiscard]] std::chrono::microseconds elapsed(const Directory& directory, const Ticket& ticket, Clock clock, Instant now);
[[nodiscard]] int used_percent(const Directory& directory, const Ticket& ticket, Clock clock, Instant now);
/// When `percent` of the target will be used. nullopt: there is no target, the clock has not started, or never.
[[nodiscard]] std::optional<Instant> time_at_percent(const Directory& directory, const Ticket& ticket, Clock clock, int percent);

/// The first step of the contract that has not been sent for this clock. nullptr: there is none.
[[nodiscard]] const config::Contract::Step* next_step(const Directory& directory, const Ticket& ticket, Clock clock);
void mark_escalated(const Directory& directory, Ticket& ticket, Clock clock, int percent);

/// Starts the clocks of a new ticket under its priority and contract.
void start_clocks(const Directory& directory, Ticket& ticket);
/// Pauses, continues or stops the clocks after a change of status.
void status_moved(const Directory& directory, Ticket& ticket, Status from, Instant now);
/// Records a public reply. The first one stops the response clock; each one restarts the update clock.
void answered(const Directory& directory, Ticket& ticket, Instant now);
/// The first response reached nobody. A later reply counts as the first one; without one the clock continues as if
/// there had been no response.
void answer_taken_back(const Directory& directory, Ticket& ticket, Instant now);

/// The time used by each clock, read before a change of priority, client or contract and restored after it.
using UsedTime = std::array<std::chrono::microseconds, clock_count>;
[[nodiscard]] UsedTime used_time(const Directory& directory, const Ticket& ticket, Instant now);
/// Carries the time already used over to the new priority or contract, and recomputes the due times.
void keep_used_time(const Directory& directory, Ticket& ticket, const UsedTime& used, Instant now);
/// Recomputes all clocks from the log, because calendars and targets may have changed in the config.
void recompute(const Directory& directory, Ticket& ticket, Instant now);

/// Merges the clocks of `from` into `ticket`. Of each pair the clock that is due earlier counts, whatever its
/// calendar. The response clock runs when one of the two tickets still has no first response. Returns true in that
/// last case.
bool join_clocks(const Directory& directory, Ticket& ticket, const Ticket& from, Instant now);

}  // namespace workflow
