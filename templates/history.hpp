#pragma once

#include "templates/mail_occasion.hpp"

#include <string>

// The answer to [show]: what stands under the head of the ticket.
namespace templates {

/// Watchers, links and time, then what happened, in order; comments and notes with the numbers that split= takes.
[[nodiscard]] std::string story_text(const Occasion& occasion, const Words& words);
[[nodiscard]] std::string story_html(const Occasion& occasion, const Words& words);

}  // namespace templates
