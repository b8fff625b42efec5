#pragma once

#include "storage/outbox.hpp"
#include "storage/sql/session.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace storage {

struct Sql;

/// Tick rules that wait for the admin's approval, and approved ones whose work is not finished.
class RuleHolds {
public:
    struct Hold {
        std::string fingerprint;  // covers the rule's definition and the limit that it exceeded
        std::string rule;         // name of the rule
        std::int64_t tickets = 0;
        std::optional<Instant> since;       // nullopt: not on hold now
        std::optional<Instant> allowed_at;  // work that was due by this time may run
        bool operator==(const Hold&) const = default;
    };

    explicit RuleHolds(Session& session) : session_(session) {}

    [[nodiscard]] std::vector<Hold> all();  // by name

    /// Puts a rule on hold and `question` into the outbox, in one transaction. The scope of an earlier approval stays.
    /// False: another daemon has already put it on hold, and no second question is sent.
    bool put(const Hold& hold, const NewOutgoing& question, Instant now);
    /// Records the admin's approval. It covers the tickets that were counted, whatever this machine's clock says. Makes
    /// every ticket that is not closed due at once, so that a tick runs the rule. False: the rule is not on hold.
    bool allow(const std::string& fingerprint, Instant now);
    /// Ends an approval whose work is done. A later approval stays.
    void end_allowance(const Hold& allowed);

private:
    Session& session_;
};

/// Deletes the holds of rules that were edited or removed. Runs inside the caller's transaction.
void keep_rule_holds(const Sql& sql, std::span<const std::string> fingerprints);
/// Makes every ticket that is not closed due at once, inside the caller's transaction. Also raises the versions, so
/// that decisions in progress conflict and are made again.
void make_all_due(const Sql& sql, Instant now);

}  // namespace storage
