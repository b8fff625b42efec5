#pragma once

#include "templates/phrases.hpp"
#include "workflow/decide.hpp"
#include "workflow/model/ticket.hpp"

#include <nlohmann/json_fwd.hpp>
#include <span>

namespace ticketd {

/// The head of a ticket as `list --json` prints it. Scripts rely on this form. Absent values are null.
[[nodiscard]] nlohmann::ordered_json head_json(const workflow::Directory& directory, const workflow::Ticket& ticket,
                                               config::Instant now);

/// The whole ticket as `show --json` prints it. The texts of events use `phrases`, which are in the desk's language. `full`: with
/// the text that was cut from the mails.
[[nodiscard]] nlohmann::ordered_json ticket_json(const workflow::Directory& directory, const workflow::Ticket& ticket,
                                                 std::span<const workflow::Entry> entries,
                                                 std::span<const workflow::TimeEntry> time, const templates::Phrases& phrases,
                                                 config::Instant now, bool full);

}  // namespace ticketd
