#pragma once

#include "storage/sql/session.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storage {

using config::Instant;

/// What is known of one way out of the outbox. Shared by all daemons on one database, and with ticketctl.
struct Smarthost {
    enum class State {
        open,
        refused,     // it refused us as a whole: 5xx at greeting, EHLO, AUTH or MAIL
        unreachable  // it could not be spoken to, or has no time for us
    };
    std::string name;   // its URL; empty: all ways together, which only an admin can pause
    bool held = false;  // an admin said pause: only an admin ends it
    State state = State::open;
    Instant since{};                 // of the state, or of the pause when it is open
    int tries = 0;                   // in vain since then
    Instant next_try_at{};           // not open: then one mail is tried
    std::string reason;              // the peer's words
    std::optional<Instant> told_at;  // when the admin was last told of it
    bool operator==(const Smarthost&) const = default;
};
[[nodiscard]] std::string_view to_string(Smarthost::State state);

class Smarthosts {
public:
    explicit Smarthosts(Session& session) : session_(session) {}

    /// Those that something is known of, by name.
    [[nodiscard]] std::vector<Smarthost> load();
    /// All of it but `held`, which is the admin's.
    void save(const Smarthost& way);
    void hold(const std::string& name, Instant now);
    /// Ends the admin's pause and every other; an empty name does so for all. False: nothing was paused.
    bool resume(const std::string& name);

private:
    Session& session_;
};

}  // namespace storage
