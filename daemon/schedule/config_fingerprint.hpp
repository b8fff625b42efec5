#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace ticketd {

/// Everything in the configuration that due times and ticks follow from, as one hash.
[[nodiscard]] std::string config_fingerprint(const config::Config& config);

/// A rule on ticks, and what it is known by while it is on hold: another one once it, or the limit that it was held against, was
/// edited.
struct TickRule {
    const config::Rule* rule = nullptr;  // of the config
    std::string fingerprint;
};
[[nodiscard]] std::vector<TickRule> tick_rules(const config::Config& config);  // in order

}  // namespace ticketd
