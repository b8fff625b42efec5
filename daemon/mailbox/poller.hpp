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

/// The wait after `failures` failed attempts in a row: 1 s doubling to 5 minutes after a broken connection, 1 minute
/// doubling to an hour after a refused login or folder. `spread` from 0 to 1 scales it from half to one and a half,
/// so that not all clients reconnect to a restarted server at once.
[[nodiscard]] std::chrono::milliseconds retry_wait(int failures, bool refused, double spread);

/// Decides when the admin is notified that a mailbox cannot be read: at once after a refusal, after `timeout` of
/// other failures, and only once until the mailbox has been read again.
class Complaint {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::minutes timeout{15};

    /// Records that a session has failed. True: notify the admin now.
    [[nodiscard]] bool is_due(bool refused, Time now);
    void over() { *this = {}; }

private:
    std::optional<Time> since_;
    bool acknowledged_ = false;
};

/// Moves the mails of one IMAP folder to the inbox: holds its lease, keeps one connection, waits in IDLE. A mail is
/// flagged, moved or deleted only after its inbox row is committed, so every failed step can be repeated. Io thread
/// only.
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
    /// Runs until `stop`, or until the config has no mailbox with this name.
    boost::asio::awaitable<void> run();
    void stop();
    /// Called after the config was reloaded. Reconnects if this mailbox has changed.
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
    mail::ImapClient* client_ = nullptr;     // client of the current session
    std::string token_;                      // an access token from the token command
    std::string session_of_;                 // fingerprint of the mailbox when the session began, to detect changes
    std::map<mail::ImapUid, int> failures_;  // by UID: failed fetches that included this mail
    int tries_ = 0;
    Complaint complaint_;
    bool again_at_once_ = false;
    bool reloading_ = false;
    bool stopping_ = false;
};

}  // namespace ticketd
