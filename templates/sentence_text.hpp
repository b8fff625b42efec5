#pragma once

#include "templates/phrases.hpp"
#include "workflow/model/sentence.hpp"

#include <string>

// Refusals, receipts, lines of notices and reasons in words. The phrase of a sentence has its name.
namespace templates {

/// Times are on the zone's clock (nullptr: UTC). An empty sentence has no words.
[[nodiscard]] std::string sentence_text(const workflow::Sentence& sentence, const Phrases& phrases, const date::time_zone* zone);

/// The phrases of English, for the log and for what ticketctl says to an admin. Read at the first call.
[[nodiscard]] const Phrases& english();

}  // namespace templates
