#pragma once

#include "daemon/mailbox/fetch_committer.hpp"

#include <optional>

namespace ticketd {

/// One selected folder while its connection lasts. New mails go to the inbox; committed ones are flagged, moved or
/// deleted. The next batch is fetched while one is committed. Every error ends the session; temporary: the connection
/// is lost.
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

    /// Selects the folder, checks its UIDVALIDITY, and finishes the steps of an earlier session.
    boost::asio::awaitable<Step> open();
    /// Takes all new mails, in steps. Returns after the current step when `stop` is true.
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
    /// Commits the last fetched batch and updates the folder.
    boost::asio::awaitable<Step> finish();
    [[nodiscard]] bool is_ours(const mail::ImapMail& mail) const;
    [[nodiscard]] bool is_in_backlog() const;

    const config::Mailbox& mailbox_;
    Poller::Parts& parts_;
    mail::ImapClient& client_;
    FetchCommitter committer_;
    std::optional<PolledBatch> fetched_;  // not committed yet
    std::map<mail::ImapUid, int>& failures_;
};

}  // namespace ticketd
