#pragma once

#include "templates/mail_occasion.hpp"
#include "templates/phrases.hpp"
#include "workflow/model/views.hpp"

#include <string>
#include <string_view>

// Tables of tickets, and the words for their SLA clocks.
namespace templates {

/// A background colour for white letters that is readable in light and dark mode, and a darker shade of it.
struct Paint {
    std::string_view color;
    std::string_view shade;
};
[[nodiscard]] Paint paint_of(workflow::SlaView::State state);

/// "First response due in 2 h" (in business hours) and "Mon 23 Nov, 14:00 CET · 60 % used".
struct SlaWords {
    std::string line;
    std::string detail;
};
[[nodiscard]] SlaWords sla_words(const workflow::SlaView& sla, const Phrases& phrases, const date::time_zone* zone);

/// A heading with the number of tickets, then a few short lines for each ticket and its action links.
void append_listing_text(std::string& out, const workflow::TicketList& ticket_list, const MailOccasion& occasion,
                         const Phrases& phrases);
/// The same as a table.
void append_listing_html(std::string& out, const workflow::TicketList& ticket_list, const MailOccasion& occasion,
                         const Phrases& phrases);

/// All commands with their meanings, from the table of workflow/commands.
void append_help_text(std::string& out, const Phrases& phrases);
void append_help_html(std::string& out, const Phrases& phrases);

}  // namespace templates
