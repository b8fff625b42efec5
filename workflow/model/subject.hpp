#pragma once

#include "config/ids.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How a mail's subject is taken apart: reply marks, groups in brackets, the ticket token [#1234].
namespace workflow {

/// A group in brackets. A ']' inside a quoted value does not end it.
struct Bracket {
    std::size_t begin = 0;    // of '['
    std::size_t end = 0;      // behind ']'
    std::string_view inside;  // a view into the subject
};
[[nodiscard]] std::vector<Bracket> brackets(std::string_view subject);

/// "#1234" -> 1234.
[[nodiscard]] std::optional<config::TicketId> ticket_token(std::string_view inside);
/// The first ticket token of a subject.
[[nodiscard]] std::optional<config::TicketId> ticket_in(std::string_view subject);

/// The subject without "Re:", "AW:", "Fwd:" and their like in front.
[[nodiscard]] std::string_view without_reply_marks(std::string_view subject);

/// What a new ticket is called: without reply marks, ticket tokens and the groups in `removed`; at most 250 bytes.
[[nodiscard]] std::string title_of(std::string_view subject, const std::vector<Bracket>& removed);

/// True when two subjects speak of the same thing: reply marks, bracket groups, case and blanks do not count.
[[nodiscard]] bool same_subject(std::string_view a, std::string_view b);

}  // namespace workflow
