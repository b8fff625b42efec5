#pragma once

#include "config/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Parses a mail's subject: reply marks, bracket groups, the ticket number [#1234].
namespace workflow {

/// A group in brackets. A ']' inside a quoted value does not end the group.
struct Bracket {
    std::size_t begin = 0;    // position of '['
    std::size_t end = 0;      // position after ']'
    std::string_view inside;  // a view into the subject
};
[[nodiscard]] std::vector<Bracket> brackets(std::string_view subject);

/// Reads "#1234" as 1234.
[[nodiscard]] std::optional<config::TicketId> ticket_token(std::string_view inside);
/// The first ticket number of a subject.
[[nodiscard]] std::optional<config::TicketId> ticket_in(std::string_view subject);
/// All of them in order, each once, at most eight. Another desk may have put its own in front of ours.
[[nodiscard]] std::vector<config::TicketId> tickets_in(std::string_view subject);

/// The subject without leading reply marks: "Re:", "AW:", "Fwd:" and others.
[[nodiscard]] std::string_view without_reply_marks(std::string_view subject);

/// The title of a new ticket: the subject without reply marks, ticket numbers and the groups in `removed`; at most 250 bytes.
[[nodiscard]] std::string title_of(std::string_view subject, const std::vector<Bracket>& removed);

/// True when two subjects differ only in reply marks, bracket groups, case and blanks.
[[nodiscard]] bool same_subject(std::string_view a, std::string_view b);

}  // namespace workflow
