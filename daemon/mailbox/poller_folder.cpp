// Reads one folder of a mailbox: finds new mails, fetches them and acknowledges them.
#include "daemon/mailbox/poller_folder.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace ticketd {

namespace {

using config::Result;
using mail::ImapMail;
using mail::ImapUid;

constexpr std::size_t chunk_mails = 400;  // cap on the UIDs of one set: servers accept lines of 8 KB
constexpr std::size_t batch_mails = 200;
constexpr std::int64_t max_batch_bytes = 8LL * 1024 * 1024;
constexpr int max_failures = 8;  // some minutes of attempts

/// A mod-sequence as the database stores it (RFC 7162: at most 63 bits).
std::int64_t sequence_of(std::uint64_t acknowledged) {
    return static_cast<std::int64_t>(acknowledged & 0x7fff'ffff'ffff'ffffULL);
}

}  // namespace

boost::asio::awaitable<PollerFolder::Step> PollerFolder::open() {
    const auto folder = co_await client_.select(mailbox_.folder);
    if (!folder) co_return tl::unexpected(folder.error());
    spdlog::info("mailbox={} opened {} on {}{}, {} mails in it", mailbox_.name, mailbox_.folder, mailbox_.host,
                 client_.is_tls() ? "" : " without TLS", folder->mails);
    if (folder->read_only)
        spdlog::warn("mailbox={} is read-only: what is taken stays as it is until it can be written", mailbox_.name);
    committer_.opened(folder->read_only);
    if (folder->uid_validity != committer_.state().uid_validity || went_back(*folder)) co_return co_await adopt(*folder);
    co_return co_await committer_.acknowledge_waiting();
}

/// UIDs and mod-sequences only grow (RFC 9051 2.3.1.1, RFC 7162 3.1). When they have shrunk, the mailbox was restored
/// from a backup, and new mails will get UIDs that we have already passed.
bool PollerFolder::went_back(const mail::ImapFolder& folder) const {
    if (folder.uid_next != 0 && folder.uid_next <= committer_.state().last_uid) return true;
    return folder.mod_sequence != 0 && sequence_of(folder.mod_sequence) < committer_.state().mod_sequence;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::adopt(const mail::ImapFolder& folder) {
    auto state = committer_.state();
    const bool first = state.uid_validity == 0;
    ImapUid highest = folder.uid_next > 0 ? folder.uid_next - 1 : 0;
    if (folder.uid_next == 0 && folder.mails > 0) {
        const auto last = co_await client_.search("UID *");
        if (!last) co_return tl::unexpected(last.error());
        if (!last->empty()) highest = last->back();
    }
    if (first) {
        if (mailbox_.backlog) state.cutoff = wall_clock() - *mailbox_.backlog;
    } else {
        // The UIDs now refer to other mails. Mails that were fetched before are recognised by their content.
        spdlog::warn(
            "mailbox={} has new UIDs or was restored (UIDVALIDITY {}, before {}): it is read anew, known mails are "
            "recognised",
            mailbox_.name, folder.uid_validity, state.uid_validity);
    }
    state.uid_validity = folder.uid_validity;
    state.mod_sequence = sequence_of(folder.mod_sequence);
    const bool nothing_old = first && mailbox_.backlog && mailbox_.backlog->count() == 0;
    state.last_uid = nothing_old ? highest : 0;
    state.backlog_uid = state.cutoff ? highest : 0;
    co_await committer_.adopt(state);
    co_return Step();
}

bool PollerFolder::is_in_backlog() const {
    return committer_.state().cutoff && committer_.state().last_uid < committer_.state().backlog_uid;
}

boost::asio::awaitable<Result<PollerFolder::Uids>> PollerFolder::new_uids() {
    const auto state = committer_.state();
    const bool in_backlog = is_in_backlog();
    auto criteria = fmt::format("UID {}:{}", state.last_uid + 1, in_backlog ? std::to_string(state.backlog_uid) : "*");
    // The server counts days in its own time zone. The exact time is checked later.
    if (in_backlog) criteria += " SINCE " + mail::imap_day(*state.cutoff - std::chrono::hours{24});
    auto uids = co_await client_.search(criteria);
    if (!uids) co_return uids;
    // "9:*" names the last mail even when its UID is below 9 (RFC 9051 9, seq-range).
    std::erase_if(*uids, [&](ImapUid uid) { return uid <= state.last_uid || (in_backlog && uid > state.backlog_uid); });
    co_return uids;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::take_all(const bool& stop) {
    for (bool in_backlog = true; in_backlog && !stop;) {
        in_backlog = is_in_backlog();
        const auto uids = co_await new_uids();
        if (!uids) co_return tl::unexpected(uids.error());
        for (std::size_t from = 0; from < uids->size() && !stop; from += chunk_mails) {
            const auto to = std::min(from + chunk_mails, uids->size());
            Uids chunk(uids->begin() + static_cast<std::ptrdiff_t>(from), uids->begin() + static_cast<std::ptrdiff_t>(to));
            const Step taken = co_await take_chunk(std::move(chunk));
            if (!taken) co_return taken;
        }
        Step finished = co_await finish();
        if (!finished) co_return finished;
        if (in_backlog && !stop && is_in_backlog()) {
            PolledBatch rest;  // the rest of the backlog is too old
            rest.to_uid = committer_.state().backlog_uid;
            finished = co_await take_batch(std::move(rest));
            if (finished) finished = co_await finish();
            if (!finished) co_return finished;
        }
    }
    co_return Step();
}

bool PollerFolder::is_ours(const ImapMail& mail) const {
    const auto& state = committer_.state();
    return !state.cutoff || mail.uid > state.backlog_uid || !mail.internal_date || *mail.internal_date >= *state.cutoff;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::take_chunk(Uids uids) {
    auto looked_at = co_await client_.fetch_metadata(uids);
    if (!looked_at) co_return tl::unexpected(looked_at.error());
    std::vector<ImapMail> ours;
    for (auto known = looked_at->begin(); const auto uid : uids) {
        ImapMail mail;
        mail.uid = uid;
        if (known != looked_at->end() && known->uid == uid) mail = std::move(*known++);
        // A mail that the server did not describe is fetched all the same: it may be gone, or the server may not know its size.
        if (is_ours(mail)) ours.push_back(std::move(mail));
    }
    std::size_t from = 0;
    do {
        auto batch = next_batch(ours, from);
        // All mails after the last batch are too old, so the position moves past them.
        if (from == ours.size()) batch.to_uid = uids.back();
        const Step taken = co_await take_batch(std::move(batch));
        if (!taken) co_return taken;
    } while (from < ours.size());
    co_return Step();
}

PolledBatch PollerFolder::next_batch(const std::vector<ImapMail>& looked_at, std::size_t& from) const {
    const auto& limits = parts_.runtime()->config().limits;
    const auto max_bytes = std::min(max_batch_bytes, limits.in_flight_bytes / 4);
    PolledBatch batch;
    for (; from < looked_at.size(); ++from) {
        const auto& mail = looked_at[from];
        const auto failed = failures_.find(mail.uid);
        const bool is_doubtful = failed != failures_.end();
        const bool is_empty = batch.small.empty() && batch.too_large.empty();
        const auto bytes = std::max<std::int64_t>(mail.size.value_or(0), 0);
        // A mail whose batch failed is fetched alone, so that one bad mail does not block the others.
        if (is_doubtful && !is_empty) break;
        if (bytes > limits.message_bytes || (is_doubtful && failed->second >= max_failures)) {
            batch.too_large.push_back(mail.uid);
        } else {
            if (!is_empty && (batch.bytes + bytes > max_bytes || batch.small.size() == batch_mails)) break;
            batch.bytes += bytes;
            batch.small.push_back(mail);
        }
        batch.to_uid = mail.uid;
        batch.mod_sequence = std::max(batch.mod_sequence, sequence_of(mail.mod_sequence));
        if (is_doubtful) {
            ++from;
            break;
        }
    }
    return batch;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::take_batch(PolledBatch batch) {
    using namespace boost::asio::experimental::awaitable_operators;
    Step done;
    while (!parts_.inbox_backend.reserve(batch.bytes)) {
        // Commits the previous batch first: its memory may be what we are waiting for.
        done = co_await finish();
        if (!done) co_return done;
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::milliseconds{100});
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
    batch.reserved = Reserved(parts_.inbox_backend, batch.bytes);
    done = co_await (fetch(batch) && committer_.keep(fetched_ ? &*fetched_ : nullptr));
    fetched_.reset();
    if (!done) co_return done;
    done = co_await committer_.acknowledge();
    if (!done) co_return done;
    fetched_.emplace(std::move(batch));
    co_return Step();
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::finish() {
    if (fetched_) co_await committer_.keep(&*fetched_);
    fetched_.reset();
    Step acknowledged = co_await committer_.acknowledge();
    if (acknowledged) co_await committer_.settle();
    co_return acknowledged;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::fetch(PolledBatch& batch) {
    Uids wanted;
    for (const auto& mail : batch.small)
        wanted.push_back(mail.uid);
    auto fetched = co_await client_.fetch(wanted, batch.bytes);
    if (!fetched) {
        for (const auto uid : wanted)
            ++failures_[uid];
        // Any error ends only this connection: the next one continues with the same mail.
        co_return config::temporary(fetched.error().what);
    }
    for (auto& mail : *fetched) {
        // The date was read with the sizes, and a server may report a wrong size.
        const auto known = std::ranges::find(batch.small, mail.uid, &ImapMail::uid);
        if (known != batch.small.end()) mail.internal_date = known->internal_date;
        if (mail.too_large) batch.too_large.push_back(mail.uid);
    }
    std::erase_if(*fetched, [](const ImapMail& mail) { return mail.too_large || !mail.body; });
    batch.fetched = std::move(*fetched);
    Step all_there = co_await look_for_missing(batch);
    if (!all_there) co_return all_there;
    for (const auto uid : wanted)
        failures_.erase(uid);
    co_return Step();
}

/// A mail that is gone can be skipped. A mail that the server has but does not return must not be skipped.
boost::asio::awaitable<PollerFolder::Step> PollerFolder::look_for_missing(const PolledBatch& batch) {
    Uids missing;
    for (const auto& mail : batch.small) {
        const bool is_here = std::ranges::binary_search(batch.fetched, mail.uid, {}, &ImapMail::uid);
        if (!is_here && std::ranges::find(batch.too_large, mail.uid) == batch.too_large.end()) missing.push_back(mail.uid);
    }
    if (missing.empty()) co_return Step();
    const auto there = co_await client_.search("UID " + mail::imap_uid_set(missing));
    if (!there) co_return tl::unexpected(there.error());
    std::erase_if(missing, [&](ImapUid uid) { return !std::ranges::binary_search(*there, uid); });
    if (missing.empty()) co_return Step();
    for (const auto uid : missing)
        ++failures_[uid];
    co_return config::temporary(fmt::format("The server has the mail with UID {} and does not give it.", missing.front()));
}

}  // namespace ticketd
