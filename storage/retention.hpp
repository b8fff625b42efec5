#pragma once

#include "storage/sql/session.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace storage {

/// Removes what [retention] lets go by its age, in steps of some milliseconds: mails wait for one step, never for all of them.
/// Several daemons may do it at once. SQLite: the freed pages are zeroed (secure_delete) and used again.
class Retention {
public:
    struct Step {
        std::int64_t removed = 0;
        bool more = false;  // the next call goes on; else the next one begins anew
    };

    explicit Retention(Session& session) : session_(session) {}

    /// The bytes of mails that came in before `before` and are dealt with. What waits, and what is in quarantine, stays.
    [[nodiscard]] Step received_mails(config::Instant before);
    /// The bytes of mails of ours that were made before `before` and sent or dropped. What failed waits for the admin.
    [[nodiscard]] Step sent_mails(config::Instant before);
    /// All that tickets closed before `before` hold, as Erasure::tickets does. One that was merged goes only when what it was
    /// merged into may go too: its mails are the beginning of that story. `age` is what the event says.
    [[nodiscard]] Step closed_tickets(config::Instant before, std::chrono::seconds age, config::Instant now);

private:
    Session& session_;
    std::int64_t received_ = 0;  // ids up to here were looked at
    std::int64_t sent_ = 0;
};

}  // namespace storage
