#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/receive/inbox_smtp_backend.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/core/wake_event.hpp"
#include "mail/imap/imap_client.hpp"
#include "storage/mailboxes.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ticketd {

/// How long to wait after `failures` tries in a row that came to nothing: a connection that broke, 1 s doubling to 5 minutes; a
/// login or a folder that was refused, 1 minute doubling to an hour. `spread` from 0 to 1 puts it between half and one and a half
/// of that, so that a server that comes back is not met by everybody at once.
[[nodiscard]] std::chrono::milliseconds retry_wait(int failures, bool refused, double spread);

/// When the admin hears that a mailbox cannot be read: of a refusal at once, of trouble when it has lasted; once, until the
/// mailbox was read again.
class Complaint {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::minutes timeout{15};

    /// A session came to a bad end. True: now the admin is to be told.
    [[nodiscard]] bool is_due(bool refused, Time now);
    void over() { *this = {}; }

private:
    std::optional<Time> since_;
    bool acknowledged_ = false;
};

/// Brings the mails of one IMAP folder to the inbox: holds its lease, keeps one connection, waits in IDLE. A mail is flagged,
/// moved or deleted only after its inbox row is committed, so that whatever fails can be done again. Io thread only.
class Poller {
public:
    struct Parts {
        std::function<RuntimePtr()> runtime;
        Database& database;
        boost::asio::thread_pool& pool;
        InboxSmtpBackend& inbox_backend;
        Metrics& metrics;
        WakeEvent& intake;
        WakeEvent& outbox;
    };
    Poller(const boost::asio::any_io_executor& io, std::string name, Parts parts);

    [[nodiscard]] const std::string& name() const { return name_; }
    /// Runs until `stop`, or until the config has no mailbox of this name.
    boost::asio::awaitable<void> run();
    void stop();
    /// The config was read anew: connects again if this mailbox is another one now.
    void reload();

private:
    enum class Ended { asked, held_elsewhere, broken, refused };
    using Step = config::Result<void>;

    boost::asio::awaitable<Ended> turn(const config::Mailbox& mailbox);
    boost::asio::awaitable<void> keep_lease(storage::MailboxId id);
    boost::asio::awaitable<Ended> serve(const config::Mailbox& mailbox, storage::MailboxState state);
    boost::asio::awaitable<Step> converse(const config::Mailbox& mailbox, mail::ImapClient& client, storage::MailboxState state);
    boost::asio::awaitable<Step> log_in(const config::Mailbox& mailbox, mail::ImapClient& client);
    boost::asio::awaitable<Step> wait_for_mail(const config::Mailbox& mailbox, mail::ImapClient& client);
    boost::asio::awaitable<void> report(const config::Mailbox& mailbox, const config::Error& error);
    [[nodiscard]] const config::Mailbox* configured(const Runtime& runtime) const;
    [[nodiscard]] std::int64_t owner() const { return parts_.database.owner(); }

    boost::asio::any_io_executor io_;
    std::string name_;
    Parts parts_;
    WakeEvent wake_;
    mail::ImapClient* client_ = nullptr;     // of the session under way
    std::string token_;                      // an access token that a command printed
    std::string session_of_;                 // the mailbox as it was when the session began, to see a change of the config
    std::map<mail::ImapUid, int> failures_;  // fetches that failed with this mail alone
    int tries_ = 0;
    Complaint complaint_;
    bool again_at_once_ = false;
    bool reloading_ = false;
    bool stopping_ = false;
};

}  // namespace ticketd
