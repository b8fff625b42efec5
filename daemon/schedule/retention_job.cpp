// Removes data that is older than [retention] allows, in small steps with pauses between them.
#include "daemon/schedule/retention_job.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"

namespace ticketd {

namespace {

constexpr std::chrono::hours between_passes{1};
constexpr int rest = 10;  // a pause is this many times as long as its step

}  // namespace

boost::asio::awaitable<void> RetentionJob::step(const config::Retention& terms, config::Instant now) {
    if (!terms.raw_mail && !terms.closed_tickets) co_return;
    const auto begin = std::chrono::steady_clock::now();
    const bool changed = terms.raw_mail != terms_.raw_mail || terms.closed_tickets != terms_.closed_tickets;
    if (!changed && begin < next_) co_return;
    terms_ = terms;
    const auto step = co_await offload(database_.thread(), [&] { return remove(terms, now); });
    (part_ == Part::tickets ? tickets_ : mails_) += step.removed;
    const auto end = std::chrono::steady_clock::now();
    next_ = end + (end - begin) * rest;
    go_on(step.more);
}

storage::Retention::Step RetentionJob::remove(const config::Retention& terms, config::Instant now) {
    if (part_ == Part::tickets)
        return terms.closed_tickets ? retention_.closed_tickets(now - *terms.closed_tickets, *terms.closed_tickets, now)
                                    : storage::Retention::Step{};
    if (!terms.raw_mail) return {};
    const auto before = now - *terms.raw_mail;
    return part_ == Part::received ? retention_.received_mails(before) : retention_.sent_mails(before);
}

/// Moves on to the next part of the pass, or schedules the next pass, unless the current part has `more`.
void RetentionJob::go_on(bool more) {
    if (more) return;
    if (part_ != Part::tickets) {
        part_ = part_ == Part::received ? Part::sent : Part::tickets;
        return;
    }
    if (mails_ > 0 || tickets_ > 0)
        spdlog::info("retention: the bytes of {} mails are gone, and all that {} closed tickets held", mails_, tickets_);
    mails_ = tickets_ = 0;
    part_ = Part::received;
    next_ = std::chrono::steady_clock::now() + between_passes;
}

}  // namespace ticketd
