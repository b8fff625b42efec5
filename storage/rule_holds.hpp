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

/// Rules on ticks that wait for a yes of the admin, and those that got one and are not done with what it was for.
class RuleHolds {
public:
    struct Hold {
        std::string fingerprint;  // of the rule's terms and of the limit that it was held against
        std::string rule;         // its name
        std::int64_t tickets = 0;
        std::optional<Instant> since;       // nullopt: it is not on hold now
        std::optional<Instant> allowed_at;  // what was due by then may run
        bool operator==(const Hold&) const = default;
    };

    explicit RuleHolds(Session& session) : session_(session) {}

    [[nodiscard]] std::vector<Hold> all();  // by name

    /// Puts it on hold, and `question` into the outbox with it. An earlier yes holds for what it was for. False: it is on hold
    /// already, by another daemon, and nobody is asked twice.
    bool put(const Hold& hold, const NewOutgoing& question, Instant now);
    /// The admin says yes. What was counted is allowed, whatever the clock here says; every ticket that is not closed is due at
    /// once, so that a tick looks for the rule again. False: it is not on hold.
    bool allow(const std::string& fingerprint, Instant now);
    /// What the yes was for is done. A later one stays.
    void end_allowance(const Hold& allowed);

private:
    Session& session_;
};

/// Inside a transaction: rules that were edited or removed are nobody's any more.
void keep_rule_holds(const Sql& sql, std::span<const std::string> fingerprints);
/// Inside a transaction: every ticket that is not closed is due at once. Another version, too: what is being decided on what was
/// known before is decided again.
void make_all_due(const Sql& sql, Instant now);

}  // namespace storage
