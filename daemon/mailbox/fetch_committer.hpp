#pragma once

#include "daemon/mailbox/poller.hpp"

#include <utility>

namespace ticketd {

/// Reserved bytes of the memory for mail in flight. The destructor releases them.
class Reserved {
public:
    Reserved() = default;
    /// Takes over `bytes` that have already been reserved.
    Reserved(InboxSmtpBackend& inbox_backend, std::int64_t bytes) : inbox_backend_(&inbox_backend), bytes_(bytes) {}
    Reserved(Reserved&& other) noexcept : inbox_backend_(std::exchange(other.inbox_backend_, nullptr)), bytes_(other.bytes_) {}
    Reserved& operator=(Reserved&& other) noexcept {
        std::swap(inbox_backend_, other.inbox_backend_);
        std::swap(bytes_, other.bytes_);
        return *this;
    }
    ~Reserved() {
        if (inbox_backend_ != nullptr) inbox_backend_->release(bytes_);
    }

private:
    InboxSmtpBackend* inbox_backend_ = nullptr;
    std::int64_t bytes_ = 0;
};

/// Mails that are being moved from a folder to the inbox.
struct PolledBatch {
    std::vector<mail::ImapMail> small;     // mails to fetch, with sizes and dates
    std::vector<mail::ImapUid> too_large;  // mails to move aside without fetching them
    std::vector<mail::ImapMail> fetched;
    std::int64_t bytes = 0;
    std::int64_t mod_sequence = 0;
    mail::ImapUid to_uid = 0;
    Reserved reserved;
};

/// Commits fetched mails in three steps: writes them to the inbox, then flags, moves or deletes them in the folder,
/// then records that this is done.
class FetchCommitter {
public:
    using Step = config::Result<void>;
    FetchCommitter(const config::Mailbox& mailbox, Poller::Parts& parts, mail::ImapClient& client, storage::MailboxState state)
        : mailbox_(mailbox), parts_(parts), client_(client), state_(std::move(state)) {}

    /// Notes whether the opened folder is read-only. Such a folder is never changed: a move would copy the mail each
    /// time and leave the original.
    void opened(bool read_only) { read_only_ = read_only; }
    /// The position up to which the folder has been read.
    [[nodiscard]] const storage::MailboxState& state() const { return state_; }
    /// Starts reading at another position, or for the first time.
    boost::asio::awaitable<void> adopt(storage::MailboxState state);
    /// Writes a batch to the inbox together with the folder's new position. Throws database errors. nullptr: nothing to do.
    boost::asio::awaitable<void> keep(PolledBatch* batch);
    /// Flags, moves or deletes the mails that were committed last. Every error ends the session.
    boost::asio::awaitable<Step> acknowledge();
    /// Records that the folder is updated. The next `keep` would do that, too.
    boost::asio::awaitable<void> settle();
    /// Flags, moves or deletes the mails that an earlier session has committed.
    boost::asio::awaitable<Step> acknowledge_waiting();

private:
    using Uids = std::vector<mail::ImapUid>;
    [[nodiscard]] storage::MailboxStep step_of(const PolledBatch& batch);
    [[nodiscard]] std::vector<storage::NewOutgoing> notes_of(const Uids& oversize, config::Instant now) const;
    [[nodiscard]] mail::Envelope envelope_of(const mail::ImapMail& mail) const;
    void report(const storage::MailboxStep& step, const std::vector<storage::Appended>& appended);
    boost::asio::awaitable<Step> acknowledge_uids(Uids taken, Uids oversize);
    /// Records the mails as updated unless the step failed. False: the session must end.
    [[nodiscard]] bool note_acknowledged(const Uids& uids, const Step& acknowledged);

    const config::Mailbox& mailbox_;
    Poller::Parts& parts_;
    mail::ImapClient& client_;
    storage::MailboxState state_;
    Uids taken_, oversize_;  // committed, but not yet updated in the folder
    Uids acknowledged_;      // updated in the folder, but not yet recorded
    bool read_only_ = false;
    bool warned_ = false;  // has logged that the folder refuses our flags
};

/// Longer than any step waits for the database. A daemon that hangs for longer loses the mailbox.
inline constexpr std::chrono::seconds mailbox_lease{45};

/// The folder for mails larger than limits.message_bytes.
inline constexpr const char* oversize_folder = "ticketd-too-large";

}  // namespace ticketd
