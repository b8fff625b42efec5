#pragma once

#include "config/ids.hpp"
#include "mail/message/envelope.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

using config::InboxId;
using config::Instant;

/// A mail that waits to be appended.
struct NewMail {
    mail::Envelope envelope;
    std::string dedup_key;
    std::string raw_zstd;  // compressed by `compress`, on the thread that has time for it
    std::int64_t raw_bytes = 0;
};

/// What became of one append.
struct Appended {
    InboxId id;
    bool duplicate = false;  // the same mail was there: id is the first one's, the new recipients were added to it
};

/// A row handed to intake.
struct ClaimedMail {
    InboxId id;
    mail::Envelope envelope;
    std::string raw;
    int attempts = 0;   // solo attempts already made and not finished
    bool solo = false;  // was in flight when a daemon died: run alone
};

struct QuarantinedMail {
    InboxId id;
    Instant received_at{};
    std::string from;
    std::int64_t raw_bytes = 0;
    std::string reason;
};

/// Mails on their way in. Statuses: queued, running, done, quarantined. A row is never deleted here.
class Inbox {
public:
    explicit Inbox(Session& session) : session_(session) {}

    /// One transaction for all (group commit). Rows come back in the order given. Raw mail goes in 1 MiB chunks.
    /// `also` is written in the same transaction.
    using Also = std::function<void(soci::session&, std::span<const Appended>)>;
    [[nodiscard]] std::vector<Appended> append(std::span<const NewMail> mails, const Also& also = {});

    /// Claims up to `most` rows and `max_bytes` for `owner` and commits that before it returns. A solo row (in flight at an
    /// unclean end) is only handed out alone, with its attempt counted.
    [[nodiscard]] std::vector<ClaimedMail> claim(std::int64_t owner, std::size_t most, std::int64_t max_bytes);

    /// Rows that a dead daemon (SQLite: any, at start) held become queued and solo. Returns how many.
    int release_dead(std::int64_t self);
    /// Puts rows back that this daemon holds and could not finish (database trouble), without an attempt counted.
    void give_back(std::span<const InboxId> ids);

    void quarantine(InboxId id, const std::string& reason);
    [[nodiscard]] std::vector<QuarantinedMail> quarantined(std::size_t most);
    [[nodiscard]] std::optional<std::string> raw(InboxId id);
    /// Queues a quarantined row again, or marks it done. False: no such row in quarantine.
    bool retry(InboxId id);
    bool drop(InboxId id);

    struct Counts {
        std::int64_t queued = 0, running = 0, done = 0, quarantined = 0;
    };
    [[nodiscard]] Counts counts();

private:
    Session& session_;
};

}  // namespace storage
