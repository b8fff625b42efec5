#pragma once

#include "config/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ticketd {

/// Limits the mails to one domain per minute (limits.mails_per_domain_minute). The bucket of a domain holds ten
/// seconds' worth. A mail above the limit gets a turn, so that it is deferred once and not repeatedly. Has no clock.
class DomainRates {
public:
    /// nullopt: send the mail now. Otherwise the time of its turn. `waited`: the mail comes back at a turn that it was given.
    [[nodiscard]] std::optional<config::Instant> turn_of(std::string_view domain, int per_minute, bool waited,
                                                         config::Instant now);

private:
    struct Domain {
        config::Instant full_at{};    // when its bucket is full again
        config::Instant last_turn{};  // the latest turn given
    };
    void forget_idle(config::Instant now);
    std::unordered_map<std::string, Domain> domains_;
    config::Instant swept_at_{};
};

}  // namespace ticketd
