#pragma once

#include "config/config.hpp"
#include "config/ids.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace workflow {

/// The tickets on which a tick rule came due, when there are more than limits.rule_tickets at once.
struct RuleMass {
    static constexpr std::size_t max_shown = 5;
    std::size_t tickets = 0;
    std::vector<std::pair<config::TicketId, std::string>> first;  // the first max_shown tickets, with their titles

    void add(config::TicketId number, const std::string& title);
};

}  // namespace workflow
