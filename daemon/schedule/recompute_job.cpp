// Compares the fingerprint of the config with the stored one, at the start and after each reload.
#include "daemon/schedule/recompute_job.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/schedule/config_fingerprint.hpp"

namespace ticketd {

boost::asio::awaitable<bool> RecomputeJob::step(const RuntimePtr& runtime, config::Instant now) {
    if (runtime == done_for_) co_return false;
    const std::string terms = config_fingerprint(runtime->config());
    rule_guard_.use(runtime);
    const auto rules = rule_guard_.fingerprints();
    const bool changed = co_await offload(database_.thread(), [&] {
        const bool others = database_.stores().settings.use_terms(terms, rules, now);
        (void)rule_guard_.load();
        return others;
    });
    if (changed) spdlog::info("contracts, calendars or rules are others than before: due times are reckoned anew");
    done_for_ = runtime;
    co_return true;
}

}  // namespace ticketd
