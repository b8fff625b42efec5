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

/// How far a folder was read.
struct MailboxState {
    MailboxId id;
    std::uint32_t uid_validity = 0;  // 0: it was never read
    std::uint32_t last_uid = 0;      // everything up to here was dealt with
    std::uint32_t backlog_uid = 0;   // up to here `cutoff` counts
    std::optional<Instant> cutoff;   // what arrived before is left alone; nullopt: nothing is
    std::int64_t mod_sequence = 0;   // the highest that was seen; 0: the server tells none
};

/// One step on in a folder. Whoever lost the lease, or takes the step a second time, gets a Conflict and changes nothing.
struct MailboxStep {
    MailboxId mailbox;
    std::int64_t owner = 0;
    std::chrono::seconds lease{0};
    std::uint32_t uid_validity = 0;
    std::uint32_t from_uid = 0;           // last_uid before the step
    std::uint32_t to_uid = 0;             // and after it
    std::int64_t mod_sequence = 0;        // the highest that was seen, after it
    std::vector<std::uint32_t> uids;      // of the mails taken, in their order
    std::vector<std::uint32_t> oversize;  // too large: no inbox row
    std::vector<NewOutgoing> notes;       // what the admin is told about it
    std::vector<std::uint32_t> told;      // of earlier steps: their folder knows by now, as with `settle`
};

/// A mail whose folder does not yet know that it was dealt with.
struct WaitingMail {
    std::uint32_t uid = 0;
    bool oversize = false;
};

/// The IMAP folders that are read: a lease on each, and exactly-once by (folder, UIDVALIDITY, UID) and the inbox in one
/// transaction.
class Mailboxes {
public:
    explicit Mailboxes(Session& session) : session_(session) {}

    /// nullopt: a living daemon holds it. `account` is user@host:port.
    [[nodiscard]] std::optional<MailboxState> claim(const std::string& account, const std::string& folder, std::int64_t owner,
                                                    std::chrono::seconds lease);
    /// False: somebody else took it meanwhile.
    [[nodiscard]] bool renew(MailboxId id, std::int64_t owner, std::chrono::seconds lease);
    void release(MailboxId id, std::int64_t owner);

    /// The folder is read for the first time, or its UIDs mean other mails now: what was noted of them is forgotten. Throws
    /// Conflict without the lease.
    void adopt(const MailboxState& state, std::int64_t owner);
    /// Appends to the inbox and moves on, in one transaction. `mails` may be empty.
    [[nodiscard]] std::vector<Appended> take(Inbox& inbox, std::span<const NewMail> mails, const MailboxStep& step, Instant now);

    /// The oldest first.
    [[nodiscard]] std::vector<WaitingMail> waiting(MailboxId id, std::uint32_t uid_validity, std::size_t most);
    void settle(MailboxId id, std::uint32_t uid_validity, std::span<const std::uint32_t> uids);

    /// A mail to the admin about a mailbox.
    void note(const NewOutgoing& mail, Instant now);

private:
    Session& session_;
};

}  // namespace storage
