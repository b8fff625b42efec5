#pragma once

#include "storage/sql/session.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace storage {

using config::Instant;

/// The state of one smarthost. All daemons on one database and ticketctl share it.
struct Smarthost {
    enum class State {
        open,
        refused,     // refused us as a whole: 5xx at greeting, EHLO, AUTH or MAIL
        unreachable  // no connection, or a 4xx before MAIL
    };
    std::string name;   // its URL; empty: all smarthosts together, which only an admin can pause
    bool held = false;  // paused by an admin; only an admin ends that
    State state = State::open;
    Instant since{};                 // begin of the state, or of the admin's pause when the state is open
    int tries = 0;                   // failed tries since then
    Instant next_try_at{};           // when a smarthost that is not open is probed with one mail
    std::string reason;              // the peer's reply
    std::optional<Instant> told_at;  // when the admin was last warned of it
    bool operator==(const Smarthost&) const = default;
};
[[nodiscard]] std::string_view to_string(Smarthost::State state);

class Smarthosts {
public:
    explicit Smarthosts(Session& session) : session_(session) {}

    /// All stored states, by name.
    [[nodiscard]] std::vector<Smarthost> load();
    /// Writes everything except `held`, which only an admin changes.
    void save(const Smarthost& way);
    void hold(const std::string& name, Instant now);
    /// Ends the admin's pause and any other pause; an empty name ends all. False: nothing was paused.
    bool resume(const std::string& name);

private:
    Session& session_;
};

}  // namespace storage
