#pragma once

#include "config/ids.hpp"

#include <string>
#include <string_view>

namespace templates {

/// Appends `text` with the letters that mean something in HTML spelled out; good in attributes, too.
void append_html_escaped(std::string& out, std::string_view text);

/// Plain text as HTML that shows it the same: line ends, runs of blanks, quoted lines in a softer colour, http and https
/// addresses as links. Nothing else in it becomes markup.
[[nodiscard]] std::string to_html(std::string_view text);

/// A mailto: link (RFC 6068) to an address of ours with `subject` filled in.
[[nodiscard]] std::string mailto(std::string_view address, std::string_view subject);

/// The link that acts on a ticket by one tap and "send": the signed address says who may, the subject what.
[[nodiscard]] std::string action_link(std::string_view address, config::TicketId ticket, std::string_view tag);

/// The beginning of `text` on one line, at most `characters` of it, cut at a word and marked where it goes on.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t characters);

}  // namespace templates
