#pragma once

#include "workflow/tickets/decision_builder.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Who worked how long on a ticket: entries, timers, corrections. The log only grows; what a ticket took in all is kept on it.
namespace workflow {

/// A text in the time log, in bytes; longer ones are cut.
inline constexpr std::size_t max_time_text = 200;

/// What a technician has worked on this ticket; made when there was nothing yet.
[[nodiscard]] Effort& effort_of(Ticket& ticket, const std::string& technician);

/// What can be taken back of one kind of time, billable or not; all of it where old sums do not tell the kinds apart.
struct ReversibleTime {
    int worked = 0;   // minutes
    int counted = 0;  // minutes, as the contract counts them
};
[[nodiscard]] ReversibleTime reversible_time(const Effort& effort, bool billable);
/// The same in words: "1h30m billable and 20m not billable".
[[nodiscard]] std::string reversible_words(const Effort& effort);

/// "1h30m".
[[nodiscard]] std::string span_words(int minutes);

/// What `worked` minutes count for the contract. Who takes back all that was worked takes back all that was counted.
[[nodiscard]] int counted_for(const DecisionBuilder& builder, const Ticket& ticket, const Effort& effort, int worked,
                              bool billable);

/// Adds one line to the log and keeps the ticket's sums. `when` follows the time in the sentence, `ended` stands in front of it.
/// Returns the sentence.
std::string book_time(DecisionBuilder& builder, Ticket& ticket, TimeEntry entry, const Actor& actor, std::string_view why,
                      std::string_view when = {}, std::string_view ended = {});

/// What stands in the log beside the time of a timer.
struct TimeNote {
    bool billable = true;
    std::string text{};
};
/// Stops the timer at `end`; its line in the log begins where the timer did.
std::string end_timer(DecisionBuilder& builder, Ticket& ticket, Effort& effort, Instant end, TimeNote note, const Actor& actor,
                      std::string_view reason);

/// Writes `entry` down once more with its sign turned. permanent: less than that is there.
[[nodiscard]] config::Result<std::string> reverse_time(DecisionBuilder& builder, Ticket& ticket, TimeEntry entry,
                                                       const Actor& actor, std::string_view reason);

/// The text that came with a mail describes the time that was written down by it.
void describe_time(DecisionBuilder& builder, const Ticket& ticket, std::string_view text);

/// No work is done on a ticket that is over. A timer that was forgotten counts until the end of its working day only. Returns a
/// line for each; an owner other than `actor` is told by mail.
std::vector<std::string> stop_timers(DecisionBuilder& builder, Ticket& ticket, const Actor& actor, std::string_view why);

/// When the owner of the timer that is first in turn is to be asked about it. nullopt: none runs.
[[nodiscard]] std::optional<Instant> next_timer_question(const Directory& directory, const Ticket& ticket);
void ask_about_timers(DecisionBuilder& builder, Ticket& ticket);

[[nodiscard]] int minutes_total(const Ticket& ticket);

/// `minutes` of billable work as the contract counts them.
[[nodiscard]] int counted_minutes(const config::Contract& contract, int minutes);

}  // namespace workflow
