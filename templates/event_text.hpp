#pragma once

#include "templates/value_text.hpp"
#include "workflow/model/ticket.hpp"

#include <string>

// Puts ticket events into words, for the histories in mails and for ticketctl.
namespace templates {

/// The text of a line in a history: the words of an event, or the entry's own text. Times are in the given zone.
[[nodiscard]] std::string entry_text(const workflow::Entry& entry, const Phrases& phrases, const date::time_zone* zone);

/// The words of an event. `who` is the author as `actor_text` names them.
[[nodiscard]] std::string event_text(const workflow::TicketEvent& event, const std::string& who, const Phrases& phrases,
                                     const date::time_zone* zone);
/// The words of an event without its cause.
[[nodiscard]] std::string done_text(const workflow::Entry& entry, const Phrases& phrases, const date::time_zone* zone);
/// What was done, without by whom and why: "priority low → high". The cause in words.
[[nodiscard]] std::string change_text(const workflow::TicketEvent& event, const std::string& who, const ValueText& words);
[[nodiscard]] std::string cause_text(const workflow::Cause& why, const ValueText& words);
/// The cause of the event; nullptr: it has none.
[[nodiscard]] const workflow::Cause* cause_of(const workflow::TicketEvent& event);
/// "ana (confirmed)"; for the desk and its admin no level of trust is shown.
[[nodiscard]] std::string actor_text(const std::string& author, workflow::Trust trust, const Phrases& phrases);

}  // namespace templates
