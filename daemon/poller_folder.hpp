#pragma once

#include "daemon/poller.hpp"

namespace ticketd {

/// One selected folder, as long as its connection lasts: what is new in it goes to the inbox, what is in the inbox is flagged,
/// moved or deleted. Every error is the session's end; temporary: the connection is lost.
class PollerFolder {
public:
    using Step = config::Result<void>;
    PollerFolder(const config::Mailbox& mailbox, Poller::Parts& parts, mail::ImapClient& client, storage::MailboxState state,
                 std::map<mail::ImapUid, int>& failures)
        : mailbox_(mailbox), parts_(parts), client_(client), state_(std::move(state)), failures_(failures) {}

    /// Selects the folder and sees whether its UIDs are those that we know.
    boost::asio::awaitable<Step> open();
    /// Everything that is new, in steps. Returns between two steps when `stop` says so.
    boost::asio::awaitable<Step> take_all(const bool& stop);
    /// Tells the folder what became of the mails that an earlier session took.
    boost::asio::awaitable<Step> settle_waiting();

private:
    struct Batch {
        std::vector<mail::ImapMail> small;     // to fetch: sizes and dates
        std::vector<mail::ImapUid> too_large;  // to move aside unread
        std::int64_t bytes = 0;
        mail::ImapUid to_uid = 0;
    };

    boost::asio::awaitable<Step> adopt(const mail::ImapFolder& folder);
    boost::asio::awaitable<config::Result<std::vector<mail::ImapUid>>> new_uids();
    boost::asio::awaitable<Step> take_chunk(std::vector<mail::ImapUid> uids);
    [[nodiscard]] Batch next_batch(const std::vector<mail::ImapMail>& looked_at, std::size_t& from) const;
    boost::asio::awaitable<Step> take_batch(Batch batch);
    boost::asio::awaitable<Step> fetch_and_keep(Batch& batch);
    boost::asio::awaitable<Step> keep(std::vector<mail::ImapMail> mails, const Batch& batch);
    boost::asio::awaitable<Step> tell_folder(std::vector<mail::ImapUid> taken, std::vector<mail::ImapUid> aside);
    boost::asio::awaitable<Step> settle(const std::vector<mail::ImapUid>& uids, Step told);
    [[nodiscard]] mail::Envelope envelope_of(const mail::ImapMail& mail) const;
    [[nodiscard]] bool is_ours(const mail::ImapMail& mail) const;
    void count_failure(const Batch& batch);

    const config::Mailbox& mailbox_;
    Poller::Parts& parts_;
    mail::ImapClient& client_;
    storage::MailboxState state_;
    std::map<mail::ImapUid, int>& failures_;
    bool warned_ = false;  // that the folder does not take our flags
};

/// Longer than any step waits for the database; a daemon that hangs loses the mailbox after it.
inline constexpr std::chrono::seconds mailbox_lease{45};

/// Where mails go that are too large for limits.message_bytes.
inline constexpr const char* aside_folder = "ticketd-too-large";

/// A mail to the admin about a mailbox.
[[nodiscard]] storage::NewOutgoing mailbox_note(const Desk& desk, const std::string& subject, const std::string& text,
                                                config::Instant now);

}  // namespace ticketd
