// Caches DKIM public keys, so that the DNS resolver is asked less often.
#include "mail/authenticate/dkim_keys.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>

namespace mail {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

constexpr std::size_t max_names = 10'000;
// Limits on the time for which an answer is kept. A new or replaced key is found within an hour, and a zone with a
// TTL of zero is not asked for every mail.
constexpr seconds shortest{60};
constexpr seconds longest{3600};
constexpr seconds after_failure{30};
constexpr seconds when_none{300};

}  // namespace

const DkimKeyCache::Known* DkimKeyCache::find(const std::string& name, Clock::time_point now) const {
    const auto found = known_.find(name);
    return found == known_.end() || found->second.until <= now ? nullptr : &found->second;
}

bool DkimKeyCache::knows(const std::vector<std::string>& names, Clock::time_point now) const {
    return std::all_of(names.begin(), names.end(), [&](const auto& name) { return find(name, now) != nullptr; });
}

DkimKeys DkimKeyCache::keys(const std::vector<std::string>& names, Clock::time_point now) const {
    DkimKeys out;
    for (const auto& name : names) {
        const auto* known = find(name, now);
        if (known != nullptr && known->answer.state == TxtAnswer::State::found) out[name] = known->answer.text;
    }
    return out;
}

void DkimKeyCache::remember(const std::string& name, TxtAnswer answer) {
    const auto now = Clock::now();
    auto life = std::clamp(answer.good_for, shortest, longest);
    if (answer.state == TxtAnswer::State::failed) life = after_failure;
    if (answer.state == TxtAnswer::State::none) life = when_none;
    // Strangers choose the names, so the cache is bounded. Expired entries are removed first; if none has expired,
    // all are removed.
    if (known_.size() >= max_names) std::erase_if(known_, [&](const auto& one) { return one.second.until <= now; });
    if (known_.size() >= max_names) known_.clear();
    known_.insert_or_assign(name, Known{std::move(answer), now + life});
}

asio::awaitable<void> DkimKeyCache::fetch(std::vector<std::string> names) {
    const auto now = Clock::now();
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::erase_if(names, [&](const auto& name) { return find(name, now) != nullptr; });
    if (names.empty()) co_return;

    const auto io = co_await asio::this_coro::executor;
    // Shared by the look-ups, because none of them knows whether it is the last.
    struct Pending {
        explicit Pending(const asio::any_io_executor& where) : done(where, asio::steady_timer::time_point::max()) {}
        asio::steady_timer done;
        std::size_t left = 0;
    };
    const auto pending = std::make_shared<Pending>(io);
    pending->left = names.size();
    for (const auto& name : names) {
        const auto finish = [this, pending, name](const std::exception_ptr& thrown, TxtAnswer answer) {
            remember(name, thrown ? TxtAnswer{} : std::move(answer));
            if (--pending->left == 0) pending->done.cancel();
        };
        asio::co_spawn(io, source_.look_up(name), finish);
    }
    boost::system::error_code woken;  // the last look-up cancels it
    if (pending->left > 0) co_await pending->done.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace mail
