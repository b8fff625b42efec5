#pragma once

#include "daemon/mailbox/fetch_committer.hpp"

#include <optional>

namespace ticketd {

/// One selected folder, as long as its connection lasts: what is new in it goes to the inbox, what is in the inbox is flagged,
/// moved or deleted. While one batch is committed the next one is fetched. Every error is the session's end; temporary: the
/// connection is lost.
class PollerFolder {
public:
    using Step = config::Result<void>;
    PollerFolder(const config::Mailbox& mailbox, Poller::Parts& parts, mail::ImapClient& client, storage::MailboxState state,
                 std::map<mail::ImapUid, int>& failures)
        : mailbox_(mailbox),
          parts_(parts),
          client_(client),
          committer_(mailbox, parts, client, std::move(state)),
          failures_(failures) {}

    /// Selects the folder, sees whether its UIDs are those that we know, and ends what an earlier session began.
    boost::asio::awaitable<Step> open();
    /// Everything that is new, in steps. Returns between two steps when `stop` says so.
    boost::asio::awaitable<Step> take_all(const bool& stop);

private:
    using Uids = std::vector<mail::ImapUid>;
    boost::asio::awaitable<Step> adopt(const mail::ImapFolder& folder);
    [[nodiscard]] bool went_back(const mail::ImapFolder& folder) const;
    boost::asio::awaitable<config::Result<Uids>> new_uids();
    boost::asio::awaitable<Step> take_chunk(Uids uids);
    [[nodiscard]] PolledBatch next_batch(const std::vector<mail::ImapMail>& looked_at, std::size_t& from) const;
    boost::asio::awaitable<Step> take_batch(PolledBatch batch);
    boost::asio::awaitable<Step> fetch(PolledBatch& batch);
    boost::asio::awaitable<Step> look_for_missing(const PolledBatch& batch);
    /// The batch that was fetched last is kept, and its folder told.
    boost::asio::awaitable<Step> finish();
    [[nodiscard]] bool is_ours(const mail::ImapMail& mail) const;
    [[nodiscard]] bool is_in_backlog() const;

    const config::Mailbox& mailbox_;
    Poller::Parts& parts_;
    mail::ImapClient& client_;
    FetchCommitter committer_;
    std::optional<PolledBatch> fetched_;  // not kept yet
    std::map<mail::ImapUid, int>& failures_;
};

}  // namespace ticketd
