#pragma once

#include "templates/phrases.hpp"
#include "workflow/model/views.hpp"

#include <string>

// The SLA report as text, HTML and CSV.
namespace templates {

[[nodiscard]] std::string report_title(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// The report in columns of plain text, 78 characters wide.
[[nodiscard]] std::string report_text(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// The report as a part of an HTML page. Its bars are tables too, so that every mail program shows them.
[[nodiscard]] std::string report_html(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// The same as a whole HTML page.
[[nodiscard]] std::string report_page(const workflow::SlaReport& report, const Phrases& phrases, const date::time_zone* zone);
/// CSV (RFC 4180) with a header line and one line per client and priority; times are in seconds. Billed minutes have
/// one line per client, without a priority.
[[nodiscard]] std::string report_csv(const workflow::SlaReport& report);

}  // namespace templates
