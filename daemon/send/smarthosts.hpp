#pragma once

#include "config/config.hpp"
#include "mail/delivery/smtp_client.hpp"
#include "storage/smarthosts.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ticketd {

/// The name of a smarthost for people and the database: its URL, with the login user.
[[nodiscard]] std::string smarthost_name(const config::Outgoing& smarthost);

/// Decides from their earlier answers which smarthosts may be used now. A smarthost that refuses us or cannot be
/// reached is paused, then probed with one mail. All workers share it. Has no clock and does no I/O.
class SmarthostHealth {
public:
    /// Sets the smarthosts of [outgoing], in order.
    void configure(const std::vector<config::Outgoing>& smarthosts);
    /// Updates the states from the database, which other daemons and the admin change, too.
    void learn(const std::vector<storage::Smarthost>& known);

    struct Permit {
        std::size_t smarthost = 0;  // index in [outgoing]
        bool probe = false;         // send only one mail, to test whether the smarthost works again
        std::uint64_t generation = 0;
    };
    /// The usable smarthosts in order; empty when mail has to wait. Return each permit with `report` or `give_back`.
    [[nodiscard]] std::vector<Permit> usable(config::Instant now);

    /// A change of a smarthost's state.
    struct Change {
        storage::Smarthost row;  // the new state, to be saved
        enum class What { paused, still_paused, open_again } what = What::paused;
        bool tell_admin = false;
    };
    /// Reports the result of a use. `trouble` is the reason why no more mail goes over this smarthost; nullptr: it
    /// works. Ignores the result of a permit issued before the last change of state. nullopt: there is nothing to
    /// save.
    [[nodiscard]] std::optional<Change> report(const Permit& permit, const mail::DeliveryResult* trouble, config::Instant now);
    /// Returns a permit that was not used.
    void give_back(const Permit& permit);

    [[nodiscard]] const storage::Smarthost& state(std::size_t smarthost) const { return smarthosts_.at(smarthost).row; }
    [[nodiscard]] std::size_t size() const { return smarthosts_.size(); }
    /// Whether mail can go out over `smarthost` now, for the metrics.
    [[nodiscard]] bool is_open(std::size_t smarthost) const;

private:
    struct Health {
        storage::Smarthost row;
        std::uint64_t generation = 0;  // increases with each change of state
        bool probing = false;
        config::Instant worked_at{};
    };
    std::vector<Health> smarthosts_;
    std::uint64_t generations_ = 0;
    bool all_held_ = false;
};

}  // namespace ticketd
