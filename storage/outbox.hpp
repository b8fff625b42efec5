#pragma once

#include "config/ids.hpp"
#include "storage/sql/session.hpp"
#include "workflow/model/decision.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

using config::Instant;
using config::OutboxId;
using config::TicketId;

/// A rendered mail to keep. Bytes and Message-ID never change after this.
struct NewOutgoing {
    TicketId ticket;
    workflow::MailKind kind = workflow::MailKind::notice;
    std::string recipient;
    std::string return_path;  // empty: <>
    std::string message_id;
    std::string raw;                   // stored as zstd
    std::optional<std::size_t> entry;  // the text it carries: an index into its decision's entries
};

/// A new outbox row: the mail, and its bytes packed on a thread that has time for it.
struct PackedOutgoing {
    const NewOutgoing* mail = nullptr;  // borrowed until it is written
    std::string frame;
    const PackedOutgoing* base = nullptr;  // what the frame refers to: an earlier one of the same list
};

/// Packs the mails of one outcome; those of one kind say nearly the same to several people and are packed against the first.
[[nodiscard]] std::vector<PackedOutgoing> pack_outgoing(std::span<const NewOutgoing> mails);

struct ClaimedOutgoing {
    OutboxId id;
    TicketId ticket;
    workflow::MailKind kind = workflow::MailKind::notice;
    std::string recipient;
    std::string return_path;
    std::string message_id;
    std::string raw;
    int attempts = 0;  // before this one
    Instant created_at{};
    Instant due_at{};
};

/// What became of one try.
struct SendResult {
    OutboxId id;
    enum class What {
        sent,
        failed,
        deferred,
        untried  // nobody was asked: due again at next_try_at, and no attempt is counted
    };
    What what = What::sent;
    std::string reply;      // the peer's last reply or why it waits; for all but sent
    Instant next_try_at{};  // later and untried
    int attempts = 0;       // untried: as they were before
};

struct OutboxRow {
    OutboxId id;
    TicketId ticket;
    std::string kind, recipient, message_id, status,
        last_error;  // status: queued, sending, sent, failed (a bounce, too), dropped
    int attempts = 0;
    Instant created_at{};
    std::optional<Instant> next_try_at;
    std::optional<Instant> sent_at;
};

class Outbox {
public:
    explicit Outbox(Session& session) : session_(session) {}

    /// Claims rows that are due, oldest first, for `owner` until the lease ends; commits before it returns.
    [[nodiscard]] std::vector<ClaimedOutgoing> claim(std::int64_t owner, std::size_t most, std::chrono::seconds lease,
                                                     Instant now);

    using Result = SendResult;
    /// Mails that belong to no decision: a word to the admin.
    void append(std::span<const NewOutgoing> mails, Instant now);

    /// One transaction for all.
    void finish(std::span<const Result> results, Instant now);

    int release_dead(std::int64_t self);  // sending rows of dead daemons become queued

    [[nodiscard]] std::vector<OutboxRow> list(std::size_t most, const std::string& status);  // empty status: all; newest first
    [[nodiscard]] std::optional<std::string> raw(OutboxId id);
    bool retry(OutboxId id, Instant now);  // failed or queued: due now. False: no such row
    bool drop(OutboxId id);
    [[nodiscard]] std::optional<Instant> next_due();

    struct Counts {
        std::int64_t queued = 0, sending = 0, sent = 0, failed = 0;
    };
    [[nodiscard]] Counts counts();

private:
    Session& session_;
};

}  // namespace storage
