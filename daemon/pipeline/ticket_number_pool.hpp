#pragma once

#include "storage/tickets.hpp"

#include <utility>
#include <vector>

namespace ticketd {

/// Reserved ticket numbers that are not used yet. The numbers left from one batch serve the next one, so that gaps stay small.
class TicketNumberPool {
public:
    /// Reserves numbers until the pool has at least `count`. Database thread only.
    void fill(storage::Tickets& tickets, std::size_t count) {
        if (free_.size() >= count) return;
        const auto fresh = tickets.reserve(count - free_.size());
        free_.insert(free_.end(), fresh.begin(), fresh.end());
    }
    [[nodiscard]] std::vector<config::TicketId> take_all() { return {std::exchange(free_, {})}; }
    void give_back(std::vector<config::TicketId> unused) { free_ = std::move(unused); }

private:
    std::vector<config::TicketId> free_;
};

}  // namespace ticketd
