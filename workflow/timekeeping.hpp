#pragma once

#include "workflow/command_parse.hpp"
#include "workflow/work.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

// Who worked how long on a ticket: entries, timers, corrections. The log only grows; what a ticket took in all is kept on it.
namespace workflow {

/// True for the verbs that keep_time looks after.
[[nodiscard]] bool is_about_time(Verb verb);

/// Runs the commands about time, whichever place they have among the others, and returns a sentence for each. permanent: one is
/// wrong. What they say about billing and dates belongs to the entry before it, else to the one after it.
[[nodiscard]] config::Result<std::vector<std::string>> keep_time(Work& work, Ticket& ticket, std::span<const Command> commands,
                                                                 const Actor& actor);

/// Writes `entry` down once more with its sign turned. permanent: less than that is there.
[[nodiscard]] config::Result<std::string> reverse_time(Work& work, Ticket& ticket, TimeEntry entry, const Actor& actor,
                                                       std::string_view reason);

/// The text that came with a mail describes the time that was written down by it.
void describe_time(Work& work, const Ticket& ticket, std::string_view text);

/// No work is done on a ticket that is over. A timer that was forgotten counts until the end of its working day only. Returns a
/// line for each; an owner other than `actor` is told by mail.
std::vector<std::string> stop_timers(Work& work, Ticket& ticket, const Actor& actor, std::string_view why);

/// When the owner of the timer that is first in turn is to be asked about it. nullopt: none runs.
[[nodiscard]] std::optional<Instant> next_timer_question(const Policy& policy, const Ticket& ticket);
void ask_about_timers(Work& work, Ticket& ticket);

[[nodiscard]] int minutes_total(const Ticket& ticket);

/// `minutes` of billable work as the contract counts them.
[[nodiscard]] int counted_minutes(const config::Contract& contract, int minutes);

}  // namespace workflow
