#pragma once

#include "daemon/ctl/ctl.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace ticketd::ctl {

/// The rules that are on hold now.
[[nodiscard]] std::vector<storage::RuleHolds::Hold> holds_of(Stores& stores);
/// A sentence for the terminal: since when the rule is on hold, for how many tickets, and the command that approves it.
[[nodiscard]] std::string shown_hold(const Context& context, const storage::RuleHolds::Hold& hold);
[[nodiscard]] nlohmann::ordered_json holds_json(const std::vector<storage::RuleHolds::Hold>& holds);

}  // namespace ticketd::ctl
