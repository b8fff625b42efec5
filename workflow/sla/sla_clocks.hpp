#pragma once

#include "workflow/model/directory.hpp"
#include "workflow/model/ticket.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

// The SLA clocks of a ticket: how much of their time is used and when they are due. Everything is told in the hours of the
// calendar that its contract has for its priority. A clock has used what passed since its beginning, less what is excluded. Every
// change is also written down in `Clocks::log`, from which account.hpp reckons the same again.
namespace workflow {

inline constexpr std::array<Clock, clock_count> all_clocks{Clock::response, Clock::resolution, Clock::update};

[[nodiscard]] const BusinessCalendar& hours_of(const Directory& directory, const Ticket& ticket);
/// nullopt: the contract sets none.
[[nodiscard]] std::optional<std::chrono::seconds> target_of(const Directory& directory, const Ticket& ticket, Clock clock);
[[nodiscard]] std::optional<std::chrono::seconds> target_of(const Directory& directory, std::string_view contract,
                                                            Priority priority, Clock clock);

/// True when the clock counts at this moment: it has begun and has a target, its goal is not reached and it is not paused.
[[nodiscard]] bool runs(const Directory& directory, const Ticket& ticket, Clock clock);
[[nodiscard]] bool is_breached(const Ticket& ticket, Clock clock);
[[nodiscard]] const std::optional<Instant>& due_of(const Ticket& ticket, Clock clock);

/// Business time used until `now`, or until the clock stopped or paused before it.
[[nodiscard]] std::chrono::microseconds elapsed(const Directory& directory, const Ticket& ticket, Clock clock, Instant now);
[[nodiscard]] int used_percent(const Directory& directory, const Ticket& ticket, Clock clock, Instant now);
/// When `percent` of a running clock will be used. nullopt: no target, not begun, or never.
[[nodiscard]] std::optional<Instant> time_at_percent(const Directory& directory, const Ticket& ticket, Clock clock, int percent);

/// The first of its contract's steps that is still to be told of a running clock. nullptr: none.
[[nodiscard]] const config::Contract::Step* next_step(const Directory& directory, const Ticket& ticket, Clock clock);
void mark_escalated(const Directory& directory, Ticket& ticket, Clock clock, int percent);

/// Begins the clocks of a new ticket under its terms.
void start_clocks(const Directory& directory, Ticket& ticket);
/// Pauses, goes on or stops as the change of status asks.
void status_moved(const Directory& directory, Ticket& ticket, Status from, Instant now);
/// A public answer was given; the first one stops the response clock, each begins the time to the next update anew.
void answered(const Directory& directory, Ticket& ticket, Instant now);
/// The answer that counted as the first one reached nobody: a later one counts, or the clock runs on as if there had been none.
void answer_taken_back(const Directory& directory, Ticket& ticket, Instant now);

/// What the clocks have used, taken before a change of priority, client or contract and given back after it.
using UsedTime = std::array<std::chrono::microseconds, clock_count>;
[[nodiscard]] UsedTime used_time(const Directory& directory, const Ticket& ticket, Instant now);
/// Keeps the time used under the ticket's new terms and sets the due times anew.
void keep_used_time(const Directory& directory, Ticket& ticket, const UsedTime& used, Instant now);
/// Everything anew from the log: calendars and targets may have been changed in the configuration.
void recompute(const Directory& directory, Ticket& ticket, Instant now);

/// `from` is merged into `ticket`: of each clock the stricter one counts, the one that is due first by the clock on the wall,
/// whatever hours each has. A first answer that one of the two still waits for is waited for.
bool join_clocks(const Directory& directory, Ticket& ticket, const Ticket& from, Instant now);

}  // namespace workflow
