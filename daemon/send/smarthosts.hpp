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

/// The name of a way out, for people and for the database: its URL, with the user it logs in as.
[[nodiscard]] std::string smarthost_name(const config::Outgoing& smarthost);

/// Which ways out may be used now, and what follows from what they answered. All lanes share it; it has no clock and does no I/O.
/// A way that refuses us or cannot be reached is left alone for a while, then one mail is tried on it.
class SmarthostHealth {
public:
    /// The ways of [outgoing], in their order.
    void configure(const std::vector<config::Outgoing>& smarthosts);
    /// What the database knows of them: other daemons and the admin write there, too.
    void learn(const std::vector<storage::Smarthost>& known);

    struct Permit {
        std::size_t smarthost = 0;  // index in [outgoing]
        bool probe = false;         // one mail only, to see whether it works again
        std::uint64_t generation = 0;
    };
    /// In their order; empty when mail has to wait. Each must be given back by `report`.
    [[nodiscard]] std::vector<Permit> usable(config::Instant now);

    /// What a use came to. nullopt: it was not needed after all.
    struct Change {
        storage::Smarthost row;  // to be saved
        enum class What { paused, still_paused, open_again } what = What::paused;
        bool tell_admin = false;
    };
    /// `trouble`: why nothing more goes this way; nullptr: it works. What an old use says of a way that has changed since is
    /// ignored.
    [[nodiscard]] std::optional<Change> report(const Permit& permit, const mail::DeliveryResult* trouble, config::Instant now);
    /// The same when nothing was sent: says nothing of the way.
    void give_back(const Permit& permit);

    [[nodiscard]] const storage::Smarthost& state(std::size_t smarthost) const { return smarthosts_.at(smarthost).row; }
    [[nodiscard]] std::size_t size() const { return smarthosts_.size(); }
    /// Whether mail can go out over `smarthost` now, for the metrics.
    [[nodiscard]] bool is_open(std::size_t smarthost) const;

private:
    struct Health {
        storage::Smarthost row;
        std::uint64_t generation = 0;  // another one after each change of its state
        bool probing = false;
        config::Instant worked_at{};
    };
    std::vector<Health> smarthosts_;
    std::uint64_t generations_ = 0;
    bool all_held_ = false;
};

}  // namespace ticketd
