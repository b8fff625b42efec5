#pragma once

#include "config/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ticketd {

/// How many mails go to one domain in a minute (limits.mails_per_domain_minute): a bucket of ten seconds' worth each. What is too
/// much gets a turn in a queue, so that a mail is put off once and not over and over. Has no clock.
class DomainRates {
public:
    /// nullopt: send it now. Else the moment of its turn. `waited`: it comes back from a turn it was given.
    [[nodiscard]] std::optional<config::Instant> turn_of(std::string_view domain, int per_minute, bool waited,
                                                         config::Instant now);

private:
    struct Domain {
        config::Instant full_at{};    // when its bucket is full again
        config::Instant last_turn{};  // the last one given
    };
    void forget_idle(config::Instant now);
    std::unordered_map<std::string, Domain> domains_;
    config::Instant swept_at_{};
};

}  // namespace ticketd
