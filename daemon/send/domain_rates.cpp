// Decides how many mails may go to a domain now.
#include "daemon/send/domain_rates.hpp"

#include <algorithm>
#include <chrono>

namespace ticketd {

using std::chrono::microseconds;
using std::chrono::minutes;

std::optional<config::Instant> DomainRates::turn_of(std::string_view domain, int per_minute, bool waited, config::Instant now) {
    if (per_minute <= 0) return std::nullopt;
    forget_idle(now);
    const microseconds each = std::chrono::duration_cast<microseconds>(minutes{1}) / per_minute;
    const microseconds burst = each * std::max(per_minute / 6, 1);
    Domain& state = domains_[std::string(domain)];
    // A new mail must not overtake those that wait for their turn.
    const bool queue = state.last_turn > now && !waited;
    const auto full_at = std::max(state.full_at, now) + each;
    if (!queue && full_at <= now + burst) {
        state.full_at = full_at;
        return std::nullopt;
    }
    state.last_turn = std::max(state.last_turn, state.full_at - burst) + each;
    return state.last_turn;
}

/// Forgets domains that got no mail for a while: their bucket is full, like that of an unknown domain.
void DomainRates::forget_idle(config::Instant now) {
    if (now - swept_at_ < minutes{1}) return;
    swept_at_ = now;
    std::erase_if(domains_, [&](const auto& one) { return one.second.full_at < now && one.second.last_turn < now; });
}

}  // namespace ticketd
