#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Time worked on a ticket: entries, timers, corrections. The log only grows; the ticket stores its sums.
namespace workflow {

/// Cap in bytes on a text in the time log.
inline constexpr std::size_t max_time_text = 200;

/// The technician's sums on this ticket, created when missing.
[[nodiscard]] Effort& effort_of(Ticket& ticket, const std::string& technician);

/// The time of one kind (billable or not) that can be taken back; all time where old sums do not separate the kinds.
struct ReversibleTime {
    int worked = 0;   // minutes
    int counted = 0;  // minutes after the contract's rounding
};
[[nodiscard]] ReversibleTime reversible_time(const Effort& effort, bool billable);
/// The same in words: "1h30m billable and 20m not billable".
[[nodiscard]] Sentence reversible_times(const Effort& effort);

/// "1h30m".
[[nodiscard]] std::string span_words(int minutes);

/// The minutes that `worked` minutes count under the contract. Taking back all worked minutes takes back all counted ones.
[[nodiscard]] int counted_for(const DecisionBuilder& builder, const Ticket& ticket, const Effort& effort, int worked,
                              bool billable);

/// How a time became known: as a length, as hours of the day, or from a timer.
enum class TimeSource { length, hours, timer };
/// Adds one line to the log, updates the ticket's sums and returns a sentence for the receipt.
Changes book_time(DecisionBuilder& builder, Ticket& ticket, TimeEntry entry, const Actor& actor, const Cause& why,
                  TimeSource source = TimeSource::length);

/// The further fields of a timer's line in the log.
struct TimeNote {
    bool billable = true;
    std::string text{};
};
/// Stops the timer at `end` and logs its time.
Changes end_timer(DecisionBuilder& builder, Ticket& ticket, Effort& effort, Instant end, TimeNote note, const Actor& actor,
                  const Cause& why);

/// Logs the negative of `entry`. permanent: the sums are smaller than that.
[[nodiscard]] Result<Changes> reverse_time(DecisionBuilder& builder, Ticket& ticket, TimeEntry entry, const Actor& actor,
                                           const Cause& why);

/// Uses the mail's text as description of the time that it logged.
void describe_time(DecisionBuilder& builder, const Ticket& ticket, std::string_view text);

/// Stops all timers of a resolved or closed ticket. A forgotten timer counts until the end of its working day only. Returns a
/// line per timer; owners other than `actor` are notified by mail.
std::vector<Sentence> stop_timers(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, const Cause& why);

/// When the next owner of a running timer is due to be asked about it. nullopt: no timer is running.
[[nodiscard]] std::optional<Instant> next_timer_question(const Directory& directory, const Ticket& ticket);
void ask_about_timers(DecisionBuilder& builder, Ticket& ticket);

[[nodiscard]] int minutes_total(const Ticket& ticket);

/// `minutes` of billable work after the contract's rounding and minimum.
[[nodiscard]] int counted_minutes(const config::Contract& contract, int minutes);

}  // namespace workflow
