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
    std::string raw_zstd;  // the result of `compress`, made on a worker thread
    std::int64_t raw_bytes = 0;
};

/// The result of one append.
struct Appended {
    InboxId id;
    bool duplicate = false;  // the mail was already stored: id is the first copy's, which got the new recipients
};

/// An inbox row that is handed to intake.
struct ClaimedMail {
    InboxId id;
    mail::Envelope envelope;
    std::string raw;
    int attempts = 0;   // solo attempts that were started and did not finish
    bool solo = false;  // the mail was in flight when a daemon died, so it runs alone
};

struct QuarantinedMail {
    InboxId id;
    Instant received_at{};
    std::string from;
    std::int64_t raw_bytes = 0;
    std::string reason;
};

/// The queue of received mails. Statuses: queued, running, done, quarantined. No function here deletes a row.
class Inbox {
public:
    explicit Inbox(Session& session) : session_(session) {}

    /// Appends all mails in one transaction (group commit) and stores raw bytes in chunks of 1 MiB. Results are in the
    /// order of `mails`. `also` runs in the same transaction.
    using Also = std::function<void(soci::session&, std::span<const Appended>)>;
    [[nodiscard]] std::vector<Appended> append(std::span<const NewMail> mails, const Also& also = {});

    /// Claims up to `most` rows and `max_bytes` for `owner`, and commits the claim before it returns. A solo row (one
    /// that was in flight when a daemon died) is claimed alone, and its attempt is counted.
    [[nodiscard]] std::vector<ClaimedMail> claim(std::int64_t owner, std::size_t most, std::int64_t max_bytes);

    /// Queues the rows that dead daemons held, as solo rows. On SQLite every other owner is dead when a daemon starts.
    /// Returns the number of rows.
    int release_dead(std::int64_t self);
    /// Requeues rows that this daemon could not finish because of the database. No attempt is counted.
    void give_back(std::span<const InboxId> ids);

    void quarantine(InboxId id, const std::string& reason);
    [[nodiscard]] std::vector<QuarantinedMail> quarantined(std::size_t most);
    [[nodiscard]] std::optional<std::string> raw(InboxId id);
    /// retry requeues a quarantined row; drop marks it as done. False: no such row is in quarantine.
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
