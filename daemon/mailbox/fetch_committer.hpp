#pragma once

#include "daemon/mailbox/poller.hpp"

#include <utility>

namespace ticketd {

/// Bytes of the budget for mail in memory, given back at the end.
class Reserved {
public:
    Reserved() = default;
    /// `bytes` of it are ours already.
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

/// Some mails on their way from a folder to the inbox.
struct PolledBatch {
    std::vector<mail::ImapMail> small;     // to fetch: sizes and dates
    std::vector<mail::ImapUid> too_large;  // to move aside unread
    std::vector<mail::ImapMail> fetched;
    std::int64_t bytes = 0;
    std::int64_t mod_sequence = 0;
    mail::ImapUid to_uid = 0;
    Reserved reserved;
};

/// What becomes of the mails of a folder: first they are in the inbox, then the folder is told, then that is noted.
class FetchCommitter {
public:
    using Step = config::Result<void>;
    FetchCommitter(const config::Mailbox& mailbox, Poller::Parts& parts, mail::ImapClient& client, storage::MailboxState state)
        : mailbox_(mailbox), parts_(parts), client_(client), state_(std::move(state)) {}

    /// The folder was opened. While it is read-only it is told nothing: a copy that cannot be removed would be made anew each
    /// time.
    void opened(bool read_only) { read_only_ = read_only; }
    /// How far the folder was read.
    [[nodiscard]] const storage::MailboxState& state() const { return state_; }
    /// The folder is read from another place on, or for the first time.
    boost::asio::awaitable<void> adopt(storage::MailboxState state);
    /// Into the inbox, together with the folder's new place. Throws what the database throws. nullptr: nothing to do.
    boost::asio::awaitable<void> keep(PolledBatch* batch);
    /// Tells the folder what became of the mails that were kept last. Every error ends the session.
    boost::asio::awaitable<Step> acknowledge();
    /// Notes what the folder was told; the next `keep` does that, too.
    boost::asio::awaitable<void> settle();
    /// Tells the folder what became of the mails that an earlier session took.
    boost::asio::awaitable<Step> acknowledge_waiting();

private:
    using Uids = std::vector<mail::ImapUid>;
    [[nodiscard]] storage::MailboxStep step_of(const PolledBatch& batch);
    [[nodiscard]] std::vector<storage::NewOutgoing> notes_of(const Uids& oversize, config::Instant now) const;
    [[nodiscard]] mail::Envelope envelope_of(const mail::ImapMail& mail) const;
    void report(const storage::MailboxStep& step, const std::vector<storage::Appended>& appended);
    boost::asio::awaitable<Step> acknowledge_uids(Uids taken, Uids oversize);
    /// False: the session is at its end.
    [[nodiscard]] bool note_acknowledged(const Uids& uids, const Step& acknowledged);

    const config::Mailbox& mailbox_;
    Poller::Parts& parts_;
    mail::ImapClient& client_;
    storage::MailboxState state_;
    Uids taken_, oversize_;  // kept, their folder does not know yet
    Uids acknowledged_;      // it knows, which is not yet noted
    bool read_only_ = false;
    bool warned_ = false;  // that the folder does not take our flags
};

/// Longer than any step waits for the database; a daemon that hangs loses the mailbox after it.
inline constexpr std::chrono::seconds mailbox_lease{45};

/// Where mails go that are too large for limits.message_bytes.
inline constexpr const char* oversize_folder = "ticketd-too-large";

}  // namespace ticketd
