#pragma once

#include "storage/outbox.hpp"
#include "storage/sql/session.hpp"

#include <optional>
#include <span>
#include <string>

namespace storage {

/// What the daemons of one database agree on, by name.
class Settings {
public:
    explicit Settings(Session& session) : session_(session) {}

    [[nodiscard]] std::optional<std::string> find(const std::string& name);

    /// Remembers the terms that clocks and rules are held to. When they are others than before, every ticket that is not closed
    /// is due at once, so that a tick reckons it anew, and only `rules` (fingerprints) stay on hold. True: they were others.
    bool use_terms(const std::string& terms, std::span<const std::string> rules, Instant now);

    /// Puts the digest of `day` (a date, ascending) into the outbox in the same transaction that marks it sent. False: it was.
    bool send_digest(const std::string& day, std::span<const NewOutgoing> mails, Instant now);

private:
    Session& session_;
};

}  // namespace storage
