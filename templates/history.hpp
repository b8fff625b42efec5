#pragma once

#include "templates/mail_occasion.hpp"

#include <string>

// The part of the answer to [show] that follows the ticket's head.
namespace templates {

/// Watchers, links and time, then the entries in order. Comments and notes have the numbers that split= takes.
[[nodiscard]] std::string story_text(const MailOccasion& occasion, const Phrases& phrases);
[[nodiscard]] std::string story_html(const MailOccasion& occasion, const Phrases& phrases);

}  // namespace templates
