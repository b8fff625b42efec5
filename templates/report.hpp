#pragma once

#include "templates/phrases.hpp"
#include "workflow/model/views.hpp"

#include <string>

// The report in each of its forms.
namespace templates {

[[nodiscard]] std::string report_title(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// Columns of plain text, 78 wide.
[[nodiscard]] std::string report_text(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// Tables with bars that are tables as well: every mail program shows them. A part of a page.
[[nodiscard]] std::string report_html(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// The same as a page of its own.
[[nodiscard]] std::string report_page(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// A line a client and priority, the names of the columns first (RFC 4180); times in seconds. What was billed stands in a line a
/// client without a priority.
[[nodiscard]] std::string report_csv(const workflow::SlaReport& report);

}  // namespace templates
