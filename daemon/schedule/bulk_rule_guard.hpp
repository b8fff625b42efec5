#pragma once

#include "daemon/core/database.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/schedule/config_fingerprint.hpp"
#include "workflow/rules/rule_approval.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace ticketd {

/// Asks the admin before a rule on ticks changes more tickets at one moment than limits.rule_tickets: it is put on hold, which is
/// a row that all daemons of the database see. Used by the ticker, on the io thread.
class BulkRuleGuard {
public:
    BulkRuleGuard(Database& database, boost::asio::thread_pool& pool) : database_(database), pool_(pool) {}

    /// From now on, the rules of this desk.
    void use(const RuntimePtr& runtime);
    void stop() { stopping_ = true; }  // counting ends unfinished

    [[nodiscard]] bool has_rules() const { return !rules_.empty(); }
    [[nodiscard]] std::vector<std::string> fingerprints() const;

    /// How the rules stand. On the database's thread, after the tickets were read: a yes between the two changes their versions,
    /// so that nothing is written that was decided without it.
    [[nodiscard]] workflow::RuleHolds load();

    /// Tries what time would do to `due` and puts each rule on hold that would act on too many; nothing else is written. True:
    /// one was, and a mail waits to be sent.
    boost::asio::awaitable<bool> look(std::span<const config::TicketId> due, config::Instant now);

    /// All that was due at `now` is done: what was allowed until then is over.
    boost::asio::awaitable<void> settle(config::Instant now);

private:
    using Masses = std::map<std::string, workflow::RuleMass>;  // by the rule's name
    boost::asio::awaitable<Masses> count(std::span<const config::TicketId> due, config::Instant now);

    Database& database_;
    boost::asio::thread_pool& pool_;
    RuntimePtr runtime_;  // whose rules they are
    std::vector<TickRule> rules_;
    std::vector<storage::RuleHolds::Hold> allowed_;  // as last read
    bool stopping_ = false;
};

}  // namespace ticketd
