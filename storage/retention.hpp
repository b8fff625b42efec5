#pragma once

#include "storage/sql/session.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace storage {

/// Removes data that is older than [retention] allows, in steps of some milliseconds, so that mails wait for one step
/// at most. Several daemons may run it at once. On SQLite freed pages are overwritten with zeros (secure_delete) and
/// reused.
class Retention {
public:
    struct Step {
        std::int64_t removed = 0;
        bool more = false;  // the next call continues this pass; otherwise it starts a new one
    };

    explicit Retention(Session& session) : session_(session) {}

    /// Removes the bytes of mails that arrived before `before` and are done. Waiting and quarantined mails stay.
    [[nodiscard]] Step received_mails(config::Instant before);
    /// Removes the bytes of our mails that were created before `before` and have been sent or dropped. Failed ones stay
    /// for the admin.
    [[nodiscard]] Step sent_mails(config::Instant before);
    /// Erases tickets that were closed before `before`, as Erasure::tickets does. A merged ticket is erased only when the ticket
    /// it was merged into may be erased too, because its entries begin that ticket's history. The event names `age`.
    [[nodiscard]] Step closed_tickets(config::Instant before, std::chrono::seconds age, config::Instant now);

private:
    Session& session_;
    std::int64_t received_ = 0;  // ids up to this one were checked
    std::int64_t sent_ = 0;
};

}  // namespace storage
