#pragma once

#include "storage/tickets.hpp"

#include <utility>
#include <vector>

namespace ticketd {

/// Reserved and unused ticket numbers. The rest of one batch serves the next one, so that gaps stay small.
class TicketNumberPool {
public:
    /// Fills the pool to at least `count` numbers. On the database thread.
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
