#pragma once

#include "storage/sql/sql.hpp"
#include "workflow/model/snapshot.hpp"

#include <span>
#include <string>
#include <vector>

namespace storage {

/// A mail of ours that an answer may quote, as it was sent; a long one is cut at its end.
struct SentMail {
    config::TicketId ticket;
    std::string raw;
};

/// Reads the texts of the tickets in `snapshot` into it: all up to about 2 MB a ticket, of a longer one its newest and first
/// texts and those that the mails refer to. Returns the mails of ours that the mails of `keys` refer to, and the last ones that
/// went to their senders.
[[nodiscard]] std::vector<SentMail> read_ticket_texts(const Sql& sql, std::span<const workflow::ThreadKeys> keys,
                                                      workflow::Snapshot& snapshot);

}  // namespace storage
