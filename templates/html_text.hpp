#pragma once

#include "config/ids.hpp"

#include <string>
#include <string_view>

namespace templates {

/// Appends `text` with HTML's special characters escaped, also for use in attributes.
void append_html_escaped(std::string& out, std::string_view text);

/// Converts plain text to HTML that looks the same: line breaks, runs of blanks, quoted lines in a softer colour, http
/// and https addresses as links. Nothing else becomes markup.
[[nodiscard]] std::string to_html(std::string_view text);

/// A mailto: link (RFC 6068) to one of our addresses, with `subject` filled in.
[[nodiscard]] std::string mailto(std::string_view address, std::string_view subject);
/// The same with a text in it.
[[nodiscard]] std::string mailto(std::string_view address, std::string_view subject, std::string_view body);

/// The mailto: link of an action on a ticket. The signed address proves the sender; the subject names the action.
[[nodiscard]] std::string action_link(std::string_view address, config::TicketId ticket, std::string_view tag);

/// The beginning of `text` on one line, at most `characters` long. A longer text is cut after a word and gets an ellipsis.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t characters);

}  // namespace templates
