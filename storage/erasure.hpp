#pragma once

#include "config/ids.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace storage {

/// Takes out for good what a person has the right to have removed. Numbers, times and sums stay; an event says that it was done.
class Erasure {
public:
    struct Counts {
        std::int64_t tickets = 0;
        std::int64_t entries = 0;
        std::int64_t received = 0;  // mails whose bytes are gone
        std::int64_t sent = 0;
        std::int64_t files = 0;  // attachments that no other entry holds
    };

    explicit Erasure(Session& session) : session_(session) {}

    /// All that the ticket holds; it is closed, and its number stays. Mails about it that wait to be sent are dropped.
    [[nodiscard]] Counts ticket(config::TicketId number, config::Instant now);
    /// The same for several at once, as `author` ("admin", "ticketd") with `history` as the event of each.
    [[nodiscard]] Counts tickets(std::span<const config::TicketId> numbers, std::string_view author, std::string_view history,
                                 config::Instant now);
    /// What `address` (normalised) wrote, and the address where it stands as requester, watcher and in events. Of the tickets it
    /// took part in the mails go as a whole, in both directions: answers quote what they answer.
    [[nodiscard]] Counts address(const std::string& address, config::Instant now);
    /// SQLite: writes the file anew, so that no free page holds what was there. Needs the room of a second copy, and nobody else
    /// writes meanwhile. PostgreSQL's own vacuum does that.
    void tidy_up();

private:
    Session& session_;
};

}  // namespace storage
