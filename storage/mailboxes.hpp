#pragma once

#include "config/ids.hpp"
#include "storage/inbox.hpp"
#include "storage/outbox.hpp"
#include "storage/sql/session.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

using MailboxId = config::Id<struct MailboxTag>;

/// The position up to which a folder has been read.
struct MailboxState {
    MailboxId id;
    std::uint32_t uid_validity = 0;  // 0: the folder was never read
    std::uint32_t last_uid = 0;      // all mails up to this UID are handled
    std::uint32_t backlog_uid = 0;   // `cutoff` applies up to this UID
    std::optional<Instant> cutoff;   // mails that arrived earlier are left alone; nullopt: all are read
    std::int64_t mod_sequence = 0;   // the highest seen; 0: the server has none
};

/// One step forward in a folder. `take` throws Conflict and changes nothing when the lease is lost or the step was
/// taken before.
struct MailboxStep {
    MailboxId mailbox;
    std::int64_t owner = 0;
    std::chrono::seconds lease{0};
    std::uint32_t uid_validity = 0;
    std::uint32_t from_uid = 0;           // last_uid before the step
    std::uint32_t to_uid = 0;             // last_uid after the step
    std::int64_t mod_sequence = 0;        // the highest seen after the step
    std::vector<std::uint32_t> uids;      // UIDs of the mails to append, in the same order
    std::vector<std::uint32_t> oversize;  // too large, so they get no inbox row
    std::vector<NewOutgoing> notes;       // mails to the admin about the oversize ones
    std::vector<std::uint32_t> told;      // UIDs of earlier steps whose flags are now set in the folder, as with `settle`
};

/// A handled mail that is not yet flagged, moved or deleted in its folder.
struct WaitingMail {
    std::uint32_t uid = 0;
    bool oversize = false;
};

/// The lease and position of each IMAP folder. A mail is taken exactly once, because its (folder, UIDVALIDITY, UID) and its inbox
/// row are written in one transaction.
class Mailboxes {
public:
    explicit Mailboxes(Session& session) : session_(session) {}

    /// Takes the lease of a folder. nullopt: a living daemon holds it. `account` is user@host:port.
    [[nodiscard]] std::optional<MailboxState> claim(const std::string& account, const std::string& folder, std::int64_t owner,
                                                    std::chrono::seconds lease);
    /// False: another daemon has taken the lease.
    [[nodiscard]] bool renew(MailboxId id, std::int64_t owner, std::chrono::seconds lease);
    void release(MailboxId id, std::int64_t owner);

    /// Starts reading a folder from the beginning: on its first use, or when its UIDVALIDITY has changed. Deletes
    /// what was stored about its UIDs. Throws Conflict without the lease.
    void adopt(const MailboxState& state, std::int64_t owner);
    /// Appends `mails` (may be empty) to the inbox and stores the new position, in one transaction.
    [[nodiscard]] std::vector<Appended> take(Inbox& inbox, std::span<const NewMail> mails, const MailboxStep& step, Instant now);

    /// Mails that are not yet flagged in their folder, oldest first.
    [[nodiscard]] std::vector<WaitingMail> waiting(MailboxId id, std::uint32_t uid_validity, std::size_t most);
    void settle(MailboxId id, std::uint32_t uid_validity, std::span<const std::uint32_t> uids);

    /// Queues a mail to the admin about a mailbox.
    void note(const NewOutgoing& mail, Instant now);

private:
    Session& session_;
};

}  // namespace storage
