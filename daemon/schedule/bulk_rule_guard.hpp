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

/// Asks the admin before a tick rule changes more than limits.rule_tickets tickets at once. The rule is put on hold,
/// in a row that all daemons of the database see. Used by the scheduler, on the io thread.
class BulkRuleGuard {
public:
    BulkRuleGuard(Database& database, boost::asio::thread_pool& pool) : database_(database), pool_(pool) {}

    /// Uses the rules of this runtime from now on.
    void use(const RuntimePtr& runtime);
    void stop() { stopping_ = true; }  // aborts counting

    [[nodiscard]] bool has_rules() const { return !rules_.empty(); }
    [[nodiscard]] std::vector<std::string> fingerprints() const;

    /// The holds of all rules. Call it on the database's thread, after the tickets were read: an approval in between
    /// changes their versions, so that no decision made without it is written.
    [[nodiscard]] workflow::RuleHolds load();

    /// Decides on ticks of all `due` tickets without writing them, and puts each rule on hold that would change too
    /// many. True: a rule was put on hold, and a mail is in the outbox.
    boost::asio::awaitable<bool> look(std::span<const config::TicketId> due, config::Instant now);

    /// Ends the approvals up to `now`, because all work that was due by then is done.
    boost::asio::awaitable<void> settle(config::Instant now);

private:
    using Masses = std::map<std::string, workflow::RuleMass>;  // by the rule's name
    boost::asio::awaitable<Masses> count(std::span<const config::TicketId> due, config::Instant now);

    Database& database_;
    boost::asio::thread_pool& pool_;
    RuntimePtr runtime_;  // owns the rules
    std::vector<TickRule> rules_;
    std::vector<storage::RuleHolds::Hold> allowed_;  // as they were last read
    bool stopping_ = false;
};

}  // namespace ticketd
