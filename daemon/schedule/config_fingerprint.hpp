#pragma once

#include "config/config.hpp"

#include <string>
#include <vector>

namespace ticketd {

/// A hash of everything in the config that due times and ticks depend on.
[[nodiscard]] std::string config_fingerprint(const config::Config& config);

/// A tick rule and the fingerprint of its hold. The fingerprint changes when the rule or the limit is edited.
struct TickRule {
    const config::Rule* rule = nullptr;  // part of the config
    std::string fingerprint;
};
[[nodiscard]] std::vector<TickRule> tick_rules(const config::Config& config);  // in the order of the config

}  // namespace ticketd
