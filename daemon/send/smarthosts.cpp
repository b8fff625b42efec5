// Decides which smarthosts may be used now, and when the admin is told about one.
#include "daemon/send/smarthosts.hpp"

#include <algorithm>

namespace ticketd {

using storage::Smarthost;
using State = storage::Smarthost::State;
using namespace std::chrono_literals;

namespace {

// A smarthost that refuses us permanently is not asked again soon: blocklists count the attempts.
constexpr std::chrono::seconds refused_first = 1min;
constexpr std::chrono::seconds refused_most = 1h;
constexpr std::chrono::seconds unreachable_first = 5s;
constexpr std::chrono::seconds unreachable_most = 5min;
/// A restart of the smarthost is not worth a mail to the admin.
constexpr auto unreachable_until_told = 15min;
constexpr auto worked_lately = 10s;
constexpr auto told_again_after = 6h;

config::Instant next_probe(State state, int tries, config::Instant now) {
    const auto first = state == State::refused ? refused_first : unreachable_first;
    const auto most = state == State::refused ? refused_most : unreachable_most;
    return now + std::min<std::chrono::seconds>(first * (1LL << std::clamp(tries - 1, 0, 10)), most);
}

/// Whether the admin should be told. Each failure is reported once, not each time it comes and goes.
bool is_news(const Smarthost& row, config::Instant now) {
    if (row.told_at && (*row.told_at >= row.since || now - *row.told_at < told_again_after)) return false;
    return row.state == State::refused || now - row.since >= unreachable_until_told;
}

}  // namespace

std::string smarthost_name(const config::Outgoing& smarthost) {
    const auto host = smarthost.url.find("://");
    if (smarthost.user.empty() || host == std::string::npos) return smarthost.url;
    return smarthost.url.substr(0, host + 3) + smarthost.user + "@" + smarthost.url.substr(host + 3);
}

void SmarthostHealth::configure(const std::vector<config::Outgoing>& smarthosts) {
    std::vector<Health> old = std::exchange(smarthosts_, {});
    for (const auto& one : smarthosts) {
        const auto name = smarthost_name(one);
        const auto known = std::ranges::find_if(old, [&](const Health& smarthost) { return smarthost.row.name == name; });
        Health& smarthost = smarthosts_.emplace_back();
        smarthost.row.name = name;
        smarthost.generation = ++generations_;
        if (known != old.end()) smarthost.row = known->row;
    }
}

void SmarthostHealth::learn(const std::vector<Smarthost>& known) {
    all_held_ = std::ranges::any_of(known, [](const Smarthost& row) { return row.name.empty() && row.held; });
    for (Health& smarthost : smarthosts_) {
        const auto found = std::ranges::find_if(known, [&](const Smarthost& row) { return row.name == smarthost.row.name; });
        Smarthost fresh;
        fresh.name = smarthost.row.name;
        if (found != known.end()) fresh = *found;
        if (fresh.state != smarthost.row.state || fresh.since != smarthost.row.since) {
            smarthost.generation = ++generations_;
            smarthost.probing = false;
        }
        smarthost.row = fresh;
    }
}

std::vector<SmarthostHealth::Permit> SmarthostHealth::usable(config::Instant now) {
    std::vector<Permit> permits;
    if (all_held_) return permits;
    for (std::size_t i = 0; i < smarthosts_.size(); ++i) {
        Health& smarthost = smarthosts_[i];
        if (smarthost.row.held) continue;
        if (smarthost.row.state == State::open) {
            permits.push_back({i, false, smarthost.generation});
        } else if (!smarthost.probing && smarthost.row.next_try_at <= now) {
            smarthost.probing = true;
            permits.push_back({i, true, smarthost.generation});
        }
    }
    return permits;
}

void SmarthostHealth::give_back(const Permit& permit) {
    if (permit.smarthost >= smarthosts_.size() || smarthosts_[permit.smarthost].generation != permit.generation) return;
    if (permit.probe) smarthosts_[permit.smarthost].probing = false;
}

std::optional<SmarthostHealth::Change> SmarthostHealth::report(const Permit& permit, const mail::DeliveryResult* trouble,
                                                               config::Instant now) {
    give_back(permit);
    if (permit.smarthost >= smarthosts_.size() || smarthosts_[permit.smarthost].generation != permit.generation)
        return std::nullopt;
    Health& smarthost = smarthosts_[permit.smarthost];
    Smarthost& row = smarthost.row;
    if (trouble == nullptr) {
        smarthost.worked_at = now;
        if (row.state == State::open) return std::nullopt;
        const bool told = row.told_at && *row.told_at >= row.since;
        row.state = State::open;
        row.tries = 0;
        smarthost.generation = ++generations_;
        return Change{row, Change::What::open_again, told};
    }
    const auto state = trouble->what == mail::DeliveryResult::What::smarthost_refused ? State::refused : State::unreachable;
    const bool begins = row.state == State::open;
    // This was one connection too many for a smarthost that serves the others: only this worker pauses.
    if (begins && state == State::unreachable && now - smarthost.worked_at < worked_lately) return std::nullopt;
    if (begins) {
        row.since = now;
        row.tries = 0;
    }
    row.state = state;
    row.reason = trouble->reply;
    ++row.tries;
    row.next_try_at = next_probe(state, row.tries, now);
    smarthost.generation = ++generations_;
    Change change{row, begins ? Change::What::paused : Change::What::still_paused, is_news(row, now)};
    if (change.tell_admin) change.row.told_at = row.told_at = now;
    return change;
}

bool SmarthostHealth::is_open(std::size_t smarthost) const {
    const Smarthost& row = smarthosts_.at(smarthost).row;
    return !all_held_ && !row.held && row.state == State::open;
}

}  // namespace ticketd
