#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/pipeline/ticket_number_pool.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "daemon/pipeline/inbound_parser.hpp"
#include "daemon/core/wake_event.hpp"
#include "daemon/receive/quarantine.hpp"
#include "mail/authenticate/dkim_keys.hpp"
#include "mail/authenticate/dkim_verify.hpp"
#include "workflow/model/decision.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <span>
#include <vector>

namespace ticketd {

/// Takes mails from the inbox in batches: claim, parse, one unit of work.
/// Io thread only; the heavy parts run on the pool, the SQL on the database thread.
class Intake {
public:
    Intake(std::function<RuntimePtr()> runtime, Database& database, boost::asio::thread_pool& pool, std::size_t threads,
           WakeEvent& mails, WakeEvent& outbox, Metrics& metrics);

    /// Handles only the mails that were in flight when the last run ended without a clean stop, one at a time.
    boost::asio::awaitable<void> work_off_solo();
    /// Runs until `stop`; ends after the current batch.
    boost::asio::awaitable<void> run();
    void stop();

private:
    /// Handles one batch and returns its number of mails.
    boost::asio::awaitable<std::size_t> round(std::size_t most);
    /// Removes from `held` the mails that continue separately because they wait for a key.
    boost::asio::awaitable<void> process(const RuntimePtr& runtime, std::vector<storage::ClaimedMail> claimed,
                                         std::vector<storage::InboxId>& held);
    /// A mail together with its bytes, which are kept until its signatures are checked.
    struct Pending {
        ParsedMail mail;
        std::string raw;
    };
    boost::asio::awaitable<void> process_late(RuntimePtr runtime, std::vector<Pending> mails);
    boost::asio::awaitable<void> finish(const RuntimePtr& runtime, std::vector<Pending> mails);
    boost::asio::awaitable<void> fetch_keys(const std::vector<Pending>& mails);
    boost::asio::awaitable<void> process_one(const RuntimePtr& runtime, std::span<workflow::InboundMail> one);
    boost::asio::awaitable<void> decide_and_write(const RuntimePtr& runtime, std::span<workflow::InboundMail> inbound_mails);
    boost::asio::awaitable<void> run_unit(UnitOfWork& unit, std::span<const workflow::ThreadKeys> keys,
                                          std::span<workflow::InboundMail> inbound_mails);
    boost::asio::awaitable<void> recover(std::vector<storage::InboxId> held);
    /// Notifies the admin about a quarantined mail, at most once an hour.
    boost::asio::awaitable<void> notify_admin(const RuntimePtr& runtime, config::InboxId id, const std::string& reason);
    boost::asio::awaitable<void> report(const RuntimePtr& runtime, std::span<const workflow::InboundMail> inbound_mails,
                                        std::span<const storage::Outcome> outcomes);

    std::function<RuntimePtr()> runtime_;
    Database& database_;
    boost::asio::thread_pool& pool_;
    std::size_t threads_;
    WakeEvent& mails_;
    WakeEvent& outbox_;
    Metrics& metrics_;
    Quarantine quarantine_;
    TicketNumberPool numbers_;  // database thread only
    mail::DnsTxtResolver dns_;
    mail::DkimKeyCache keys_;
    mail::DkimVerifier verifier_;
    std::size_t late_ = 0;  // mails that wait for a key
    bool stopping_ = false;
};

}  // namespace ticketd
