#pragma once

#include "storage/outbox.hpp"
#include "storage/sql/session.hpp"

#include <optional>
#include <span>
#include <string>

namespace storage {

/// Named values that all daemons of one database share.
class Settings {
public:
    explicit Settings(Session& session) : session_(session) {}

    [[nodiscard]] std::optional<std::string> find(const std::string& name);

    /// Stores the config fingerprint of clocks and rules. When it has changed, every ticket that is not closed becomes
    /// due at once, so that a tick recomputes it, and only the holds of `rules` (fingerprints) are kept. True: it has
    /// changed.
    bool use_terms(const std::string& terms, std::span<const std::string> rules, Instant now);

    /// Queues the digest of `day` and marks it as sent, in one transaction. `day` is a date in ISO form, so that
    /// later days compare as greater. False: it was sent before.
    bool send_digest(const std::string& day, std::span<const NewOutgoing> mails, Instant now);

private:
    Session& session_;
};

}  // namespace storage
