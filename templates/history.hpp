#pragma once

#include "templates/mail_occasion.hpp"

#include <string>

// The answer to [show]: what stands under the head of the ticket.
namespace templates {

/// Watchers, links and time, then what happened, in order; comments and notes with the numbers that split= takes.
[[nodiscard]] std::string story_text(const MailOccasion& occasion, const Phrases& phrases);
[[nodiscard]] std::string story_html(const MailOccasion& occasion, const Phrases& phrases);

}  // namespace templates
