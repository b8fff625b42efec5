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
        refused,     // it refused us as a whole: 5xx at greeting, EHLO, AUTH or MAIL
        unreachable  // no connection, or a 4xx before MAIL
    };
    std::string name;   // its URL; empty: all smarthosts together, which only an admin can pause
    bool held = false;  // paused by an admin, until an admin resumes it
    State state = State::open;
    Instant since{};                 // when the state began; for an open smarthost, when the admin paused it
    int tries = 0;                   // failed attempts since then
    Instant next_try_at{};           // when a smarthost that is not open is probed with one mail
    std::string reason;              // the peer's reply
    std::optional<Instant> told_at;  // when the admin was last warned about it
    bool operator==(const Smarthost&) const = default;
};
[[nodiscard]] std::string_view to_string(Smarthost::State state);

class Smarthosts {
public:
    explicit Smarthosts(Session& session) : session_(session) {}

    /// All stored states, by name.
    [[nodiscard]] std::vector<Smarthost> load();
    /// Writes all fields except `held`, which only an admin changes.
    void save(const Smarthost& way);
    void hold(const std::string& name, Instant now);
    /// Ends the admin's pause and any other pause. An empty name resumes all smarthosts. False: nothing was paused.
    bool resume(const std::string& name);

private:
    Session& session_;
};

}  // namespace storage
