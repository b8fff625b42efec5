#pragma once

#include "templates/phrases.hpp"
#include "workflow/model/ticket.hpp"

#include <string>

// What happened to a ticket, in words: histories in mails, ticketctl.
namespace templates {

/// The text of a history's line: the words of an event, else the text as it stands. Times are on the zone's clock.
[[nodiscard]] std::string entry_text(const workflow::Entry& entry, const Phrases& phrases, const date::time_zone* zone);

/// The event in words. `who`: as `actor_text` names them.
[[nodiscard]] std::string event_text(const workflow::TicketEvent& event, const std::string& who, const Phrases& phrases,
                                     const date::time_zone* zone);
/// The same without why.
[[nodiscard]] std::string done_text(const workflow::Entry& entry, const Phrases& phrases, const date::time_zone* zone);
/// The cause of the event; nullptr: it has none.
[[nodiscard]] const workflow::Cause* cause_of(const workflow::TicketEvent& event);
/// "ana (confirmed)"; the desk and its admin have no level of trust.
[[nodiscard]] std::string actor_text(const std::string& author, workflow::Trust trust, const Phrases& phrases);

}  // namespace templates
