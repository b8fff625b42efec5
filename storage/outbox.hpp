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

/// A rendered mail. Its bytes and Message-ID never change after this point.
struct NewOutgoing {
    TicketId ticket;
    workflow::MailKind kind = workflow::MailKind::notice;
    std::string recipient;
    std::string return_path;  // empty: the null return path <>
    std::string message_id;
    std::string raw;                   // the mail's bytes; stored as zstd
    std::optional<std::size_t> entry;  // index in Decision::entries of the entry that the mail carries
};

/// A new outbox row: the mail, and its bytes packed on a worker thread.
struct PackedOutgoing {
    const NewOutgoing* mail = nullptr;  // borrowed until the row is written
    std::string frame;
    const PackedOutgoing* base = nullptr;  // the frame is a delta against this earlier mail of the same list
};

/// Packs the mails of one outcome. Mails of one kind are nearly equal, so they are packed against the first one.
[[nodiscard]] std::vector<PackedOutgoing> pack_outgoing(std::span<const NewOutgoing> mails);

struct ClaimedOutgoing {
    OutboxId id;
    TicketId ticket;
    workflow::MailKind kind = workflow::MailKind::notice;
    std::string recipient;
    std::string return_path;
    std::string message_id;
    std::string raw;
    int attempts = 0;  // number of earlier attempts
    Instant created_at{};
    Instant due_at{};
};

/// The result of one attempt.
struct SendResult {
    OutboxId id;
    enum class What {
        sent,
        failed,
        deferred,
        untried  // no server was contacted; due again at next_try_at, and no attempt is counted
    };
    What what = What::sent;
    std::string reply;      // the peer's last reply, or the reason for waiting; empty when sent
    Instant next_try_at{};  // only for deferred and untried
    int attempts = 0;       // only for untried: the unchanged number
};

struct OutboxRow {
    OutboxId id;
    TicketId ticket;
    std::string kind, recipient, message_id, status,
        last_error;  // status: queued, sending, sent, failed (also by a bounce), dropped
    int attempts = 0;
    Instant created_at{};
    std::optional<Instant> next_try_at;
    std::optional<Instant> sent_at;
};

class Outbox {
public:
    explicit Outbox(Session& session) : session_(session) {}

    /// Claims due rows for `owner`, oldest first; the lease runs for the given time. Commits before it returns.
    [[nodiscard]] std::vector<ClaimedOutgoing> claim(std::int64_t owner, std::size_t most, std::chrono::seconds lease,
                                                     Instant now);

    using Result = SendResult;
    /// Queues mails that belong to no decision, such as notices to the admin.
    void append(std::span<const NewOutgoing> mails, Instant now);

    /// Writes all results in one transaction.
    void finish(std::span<const Result> results, Instant now);

    int release_dead(std::int64_t self);  // requeues the rows that dead daemons were sending; returns their number

    [[nodiscard]] std::vector<OutboxRow> list(std::size_t most, const std::string& status);  // empty status: all; newest first
    [[nodiscard]] std::optional<std::string> raw(OutboxId id);
    bool retry(OutboxId id, Instant now);  // makes a failed or queued mail due now. False: no such row
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
