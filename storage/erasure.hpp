#pragma once

#include "config/ids.hpp"
#include "storage/sql/session.hpp"
#include "workflow/model/ticket_event.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace storage {

/// Deletes data that a person has the right to have deleted. Numbers, times and sums stay; an event records the erasure.
class Erasure {
public:
    struct Counts {
        std::int64_t tickets = 0;
        std::int64_t entries = 0;
        std::int64_t received = 0;  // received mails whose bytes were deleted
        std::int64_t sent = 0;
        std::int64_t files = 0;  // attachments that no other entry uses
    };

    explicit Erasure(Session& session) : session_(session) {}

    /// Erases the contents of a ticket. The ticket is closed and keeps its number. Its unsent mails are dropped.
    [[nodiscard]] Counts ticket(config::TicketId number, config::Instant now);
    /// The same for several tickets. Each gets `event` in its history, written by `author` ("admin" or "ticketd").
    [[nodiscard]] Counts tickets(std::span<const config::TicketId> numbers, std::string_view author,
                                 const workflow::TicketEvent& event, config::Instant now);
    /// Erases the texts that `address` (normalised) wrote, and the address itself as requester, as watcher and in
    /// events. All mails of the tickets in which it took part are deleted, in both directions, because replies quote
    /// earlier mails.
    [[nodiscard]] Counts address(const std::string& address, config::Instant now);
    /// On SQLite, rewrites the file so that no free page keeps erased data. This needs disk space for a second copy and
    /// blocks other writers. On PostgreSQL autovacuum does this.
    void tidy_up();

private:
    Session& session_;
};

}  // namespace storage
