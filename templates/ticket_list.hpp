#pragma once

#include "templates/mail_occasion.hpp"
#include "templates/phrases.hpp"
#include "workflow/model/views.hpp"

#include <string>
#include <string_view>

// Tickets in tables, and how their clocks are told.
namespace templates {

/// Colours that read well with white letters on them, by day and at night, and a darker shade of each.
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

/// A heading with the number of tickets, then a few short lines a ticket and its action links.
void append_listing_text(std::string& out, const workflow::TicketList& ticket_list, const MailOccasion& occasion,
                         const Phrases& phrases);
/// The same as a table.
void append_listing_html(std::string& out, const workflow::TicketList& ticket_list, const MailOccasion& occasion,
                         const Phrases& phrases);

/// The commands and what they do, from the one table of them.
void append_help_text(std::string& out, const Phrases& phrases);
void append_help_html(std::string& out, const Phrases& phrases);

}  // namespace templates
