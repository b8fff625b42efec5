#include "daemon/send/smarthosts.hpp"

#include <algorithm>

namespace ticketd {

using storage::Smarthost;
using State = storage::Smarthost::State;
using namespace std::chrono_literals;

namespace {

// Who refuses us for good is not asked again at once: lists of abusers count the tries.
constexpr std::chrono::seconds refused_first = 1min;
constexpr std::chrono::seconds refused_most = 1h;
constexpr std::chrono::seconds unreachable_first = 5s;
constexpr std::chrono::seconds unreachable_most = 5min;
/// A restart of the smarthost is no news.
constexpr auto unreachable_until_told = 15min;
constexpr auto worked_lately = 10s;
constexpr auto told_again_after = 6h;

config::Instant next_probe(State state, int tries, config::Instant now) {
    const auto first = state == State::refused ? refused_first : unreachable_first;
    const auto most = state == State::refused ? refused_most : unreachable_most;
    return now + std::min<std::chrono::seconds>(first * (1LL << std::clamp(tries - 1, 0, 10)), most);
}

/// The admin hears of each trouble once, and not of each turn when it comes and goes.
bool is_news(const Smarthost& row, config::Instant now) {
    if (row.told_at && (*row.told_at >= row.since || now - *row.told_at < told_again_after)) return false;
    return row.state == State::refused || now - row.since >= unreachable_until_told;
}

}  // namespace

std::string way_name(const config::Outgoing& way) {
    const auto host = way.url.find("://");
    if (way.user.empty() || host == std::string::npos) return way.url;
    return way.url.substr(0, host + 3) + way.user + "@" + way.url.substr(host + 3);
}

void Ways::configure(const std::vector<config::Outgoing>& ways) {
    std::vector<Way> old = std::exchange(ways_, {});
    for (const auto& one : ways) {
        const auto name = way_name(one);
        const auto known = std::ranges::find_if(old, [&](const Way& way) { return way.row.name == name; });
        Way& way = ways_.emplace_back();
        way.row.name = name;
        way.era = ++eras_;
        if (known != old.end()) way.row = known->row;
    }
}

void Ways::learn(const std::vector<Smarthost>& known) {
    all_held_ = std::ranges::any_of(known, [](const Smarthost& row) { return row.name.empty() && row.held; });
    for (Way& way : ways_) {
        const auto found = std::ranges::find_if(known, [&](const Smarthost& row) { return row.name == way.row.name; });
        Smarthost fresh;
        fresh.name = way.row.name;
        if (found != known.end()) fresh = *found;
        if (fresh.state != way.row.state || fresh.since != way.row.since) {
            way.era = ++eras_;
            way.probing = false;
        }
        way.row = fresh;
    }
}

std::vector<Ways::Use> Ways::usable(config::Instant now) {
    std::vector<Use> uses;
    if (all_held_) return uses;
    for (std::size_t i = 0; i < ways_.size(); ++i) {
        Way& way = ways_[i];
        if (way.row.held) continue;
        if (way.row.state == State::open) {
            uses.push_back({i, false, way.era});
        } else if (!way.probing && way.row.next_try_at <= now) {
            way.probing = true;
            uses.push_back({i, true, way.era});
        }
    }
    return uses;
}

void Ways::give_back(const Use& use) {
    if (use.way >= ways_.size() || ways_[use.way].era != use.era) return;
    if (use.probe) ways_[use.way].probing = false;
}

std::optional<Ways::Change> Ways::report(const Use& use, const mail::DeliveryResult* trouble, config::Instant now) {
    give_back(use);
    if (use.way >= ways_.size() || ways_[use.way].era != use.era) return std::nullopt;
    Way& way = ways_[use.way];
    Smarthost& row = way.row;
    if (trouble == nullptr) {
        way.worked_at = now;
        if (row.state == State::open) return std::nullopt;
        const bool told = row.told_at && *row.told_at >= row.since;
        row.state = State::open;
        row.tries = 0;
        way.era = ++eras_;
        return Change{row, Change::What::open_again, told};
    }
    const auto state = trouble->what == mail::DeliveryResult::What::smarthost_refused ? State::refused : State::unreachable;
    const bool begins = row.state == State::open;
    // One connection too many for a smarthost that serves the others: only this lane steps back.
    if (begins && state == State::unreachable && now - way.worked_at < worked_lately) return std::nullopt;
    if (begins) {
        row.since = now;
        row.tries = 0;
    }
    row.state = state;
    row.reason = trouble->reply;
    ++row.tries;
    row.next_try_at = next_probe(state, row.tries, now);
    way.era = ++eras_;
    Change change{row, begins ? Change::What::paused : Change::What::still_paused, is_news(row, now)};
    if (change.tell_admin) change.row.told_at = row.told_at = now;
    return change;
}

bool Ways::is_open(std::size_t way) const {
    const Smarthost& row = ways_.at(way).row;
    return !all_held_ && !row.held && row.state == State::open;
}

}  // namespace ticketd
