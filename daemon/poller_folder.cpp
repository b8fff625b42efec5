#include "daemon/poller_folder.hpp"

#include "daemon/clock.hpp"
#include "daemon/log.hpp"
#include "daemon/offload.hpp"

#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace ticketd {

namespace {

using config::Result;
using mail::ImapMail;
using mail::ImapUid;
using Uids = std::vector<ImapUid>;

constexpr std::size_t chunk_mails = 200;  // in one set of UIDs: servers take lines of 8 KB
constexpr std::int64_t most_batch_bytes = 8LL * 1024 * 1024;
constexpr std::size_t waiting_mails = 500;
constexpr int most_failures = 5;

/// Bytes of the budget for mail in memory, given back at the end.
class Reserved {
public:
    Reserved(Door& door, std::int64_t bytes) : door_(door), bytes_(bytes) {}
    ~Reserved() { door_.release(bytes_); }
    Reserved(const Reserved&) = delete;
    Reserved& operator=(const Reserved&) = delete;

private:
    Door& door_;
    std::int64_t bytes_;
};

}  // namespace

boost::asio::awaitable<PollerFolder::Step> PollerFolder::open() {
    const auto folder = co_await client_.select(mailbox_.folder);
    if (!folder) co_return tl::unexpected(folder.error());
    spdlog::info("mailbox={} opened {} on {}{}, {} mails in it", mailbox_.name, mailbox_.folder, mailbox_.host,
                 client_.is_tls() ? "" : " without TLS", folder->mails);
    if (folder->read_only) spdlog::warn("mailbox={} is read-only: mails stay as they are", mailbox_.name);
    if (folder->uid_validity == state_.uid_validity) co_return Step();
    co_return co_await adopt(*folder);
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::adopt(const mail::ImapFolder& folder) {
    const bool first = state_.uid_validity == 0;
    ImapUid highest = folder.uid_next > 0 ? folder.uid_next - 1 : 0;
    if (folder.uid_next == 0 && folder.mails > 0) {
        const auto last = co_await client_.search("UID *");
        if (!last) co_return tl::unexpected(last.error());
        if (!last->empty()) highest = last->back();
    }
    if (first) {
        if (mailbox_.backlog) state_.cutoff = wall_clock() - *mailbox_.backlog;
    } else {
        // The mails have new UIDs. Those that we took are known by their content.
        spdlog::warn("mailbox={} has new UIDs (UIDVALIDITY {} is {} now): it is read anew, known mails are recognised",
                     mailbox_.name, state_.uid_validity, folder.uid_validity);
    }
    state_.uid_validity = folder.uid_validity;
    const bool nothing_old = first && mailbox_.backlog && mailbox_.backlog->count() == 0;
    state_.last_uid = nothing_old ? highest : 0;
    state_.backlog_uid = state_.cutoff ? highest : 0;
    co_await offload(parts_.database.thread(),
                     [this] { parts_.database.stores().mailboxes.adopt(state_, parts_.database.owner()); });
    co_return Step();
}

boost::asio::awaitable<Result<Uids>> PollerFolder::new_uids() {
    const bool in_backlog = state_.cutoff && state_.last_uid < state_.backlog_uid;
    auto criteria = fmt::format("UID {}:{}", state_.last_uid + 1, in_backlog ? std::to_string(state_.backlog_uid) : "*");
    // The server counts days in its own zone; the exact moment is looked at later.
    if (in_backlog) criteria += " SINCE " + mail::imap_day(*state_.cutoff - std::chrono::hours{24});
    auto uids = co_await client_.search(criteria);
    if (!uids) co_return uids;
    // "9:*" names the last mail even when its UID is below 9 (RFC 9051 9, seq-range).
    std::erase_if(*uids, [this](ImapUid uid) { return uid <= state_.last_uid; });
    if (in_backlog) std::erase_if(*uids, [this](ImapUid uid) { return uid > state_.backlog_uid; });
    co_return uids;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::take_all(const bool& stop) {
    for (bool in_backlog = true; in_backlog;) {
        in_backlog = state_.cutoff && state_.last_uid < state_.backlog_uid;
        const auto uids = co_await new_uids();
        if (!uids) co_return tl::unexpected(uids.error());
        for (std::size_t from = 0; from < uids->size() && !stop; from += chunk_mails) {
            const auto to = std::min(from + chunk_mails, uids->size());
            Uids chunk(uids->begin() + static_cast<std::ptrdiff_t>(from), uids->begin() + static_cast<std::ptrdiff_t>(to));
            auto taken = co_await take_chunk(std::move(chunk));
            if (!taken) co_return taken;
        }
        if (stop) break;
        if (in_backlog && state_.last_uid < state_.backlog_uid) {
            Batch rest;  // what is left of the backlog is too old
            rest.to_uid = state_.backlog_uid;
            auto passed = co_await take_batch(std::move(rest));
            if (!passed) co_return passed;
        }
    }
    co_return Step();
}

bool PollerFolder::is_ours(const ImapMail& mail) const {
    return !state_.cutoff || mail.uid > state_.backlog_uid || !mail.internal_date || *mail.internal_date >= *state_.cutoff;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::take_chunk(Uids uids) {
    auto looked_at = co_await client_.look_at(uids);
    if (!looked_at) co_return tl::unexpected(looked_at.error());
    std::erase_if(*looked_at, [this](const ImapMail& mail) { return !is_ours(mail); });
    std::size_t from = 0;
    do {
        auto batch = next_batch(*looked_at, from);
        // What is missing at the end is gone, or none of ours.
        if (from == looked_at->size()) batch.to_uid = uids.back();
        auto taken = co_await take_batch(std::move(batch));
        if (!taken) co_return taken;
    } while (from < looked_at->size());
    co_return Step();
}

PollerFolder::Batch PollerFolder::next_batch(const std::vector<ImapMail>& looked_at, std::size_t& from) const {
    const auto& limits = parts_.desk()->config().limits;
    const auto most_bytes = std::min(most_batch_bytes, limits.in_flight_bytes / 4);
    Batch batch;
    for (; from < looked_at.size(); ++from) {
        const auto& mail = looked_at[from];
        const auto failed = failures_.find(mail.uid);
        const bool is_doubtful = failed != failures_.end();
        const bool is_empty = batch.small.empty() && batch.too_large.empty();
        // What failed in company is fetched alone, so that one bad mail does not keep the others out.
        if (is_doubtful && !is_empty) break;
        if (*mail.size > limits.message_bytes || (is_doubtful && failed->second >= most_failures)) {
            batch.too_large.push_back(mail.uid);
        } else {
            const auto bytes = std::max<std::int64_t>(*mail.size, 0);
            if (!is_empty && batch.bytes + bytes > most_bytes) break;
            batch.bytes += bytes;
            batch.small.push_back(mail);
        }
        batch.to_uid = mail.uid;
        if (is_doubtful) {
            ++from;
            break;
        }
    }
    return batch;
}

void PollerFolder::count_failure(const Batch& batch) {
    for (const auto& mail : batch.small)
        ++failures_[mail.uid];
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::take_batch(Batch batch) {
    while (!parts_.door.reserve(batch.bytes))
        co_await boost::asio::steady_timer(co_await boost::asio::this_coro::executor, std::chrono::milliseconds{100})
            .async_wait(boost::asio::use_awaitable);
    const Reserved reserved(parts_.door, batch.bytes);
    co_return co_await fetch_and_keep(batch);
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::fetch_and_keep(Batch& batch) {
    Uids wanted;
    for (const auto& mail : batch.small)
        wanted.push_back(mail.uid);
    auto fetched = co_await client_.fetch(wanted, batch.bytes);
    if (!fetched) {
        count_failure(batch);
        // Whatever it is, it is this connection's: the next one goes on with the same mail.
        co_return config::temporary(fetched.error().what);
    }
    for (auto& mail : *fetched) {
        // The date came with the look at it, and a server may have lied about the size.
        const auto known = std::ranges::find(batch.small, mail.uid, &ImapMail::uid);
        if (known != batch.small.end()) mail.internal_date = known->internal_date;
        if (mail.too_large) batch.too_large.push_back(mail.uid);
    }
    std::erase_if(*fetched, [](const ImapMail& mail) { return mail.too_large || !mail.body; });
    auto kept = co_await keep(std::move(*fetched), batch);
    for (const auto uid : wanted)
        failures_.erase(uid);
    co_return kept;
}

mail::Envelope PollerFolder::envelope_of(const ImapMail& mail) const {
    mail::Envelope envelope;
    envelope.route = mail::Route::imap;
    envelope.peer = mailbox_.name;
    envelope.peer_trusted = !mailbox_.authserv_id.empty();
    envelope.tls = client_.is_tls();
    const auto now = wall_clock();
    envelope.received_at = std::min(mail.internal_date.value_or(now), now);
    return envelope;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::keep(std::vector<ImapMail> mails, const Batch& batch) {
    const auto desk = parts_.desk();
    const auto now = wall_clock();
    storage::MailboxStep step;
    step.mailbox = state_.id;
    step.owner = parts_.database.owner();
    step.lease = mailbox_lease;
    step.uid_validity = state_.uid_validity;
    step.from_uid = state_.last_uid;
    step.to_uid = batch.to_uid;
    step.aside = batch.too_large;
    std::vector<storage::NewMail> arrived;
    co_await offload(parts_.pool, [&] {
        for (auto& mail : mails) {
            step.uids.push_back(mail.uid);
            arrived.push_back(make_new_mail(envelope_of(mail), *mail.body));
            mail.body.reset();
        }
        for (const auto uid : step.aside) {
            step.notes.push_back(mailbox_note(
                *desk, fmt::format("A mail in {} is too large", mailbox_.name),
                fmt::format(
                    "A mail in the mailbox {} ({}, folder {}) is larger than limits.message_bytes ({} bytes), or cannot be "
                    "fetched. No ticket was opened for it.\n\nIt is moved to the folder \"{}\" of the same mailbox: please "
                    "look at it there.\n\nIts UID in {} was {}.\n",
                    mailbox_.name, mailbox_.user, mailbox_.folder, desk->config().limits.message_bytes, aside_folder,
                    mailbox_.folder, uid),
                now));
        }
    });
    const auto appended = co_await offload(parts_.database.append_thread(), [&] {
        auto& stores = parts_.database.append_stores();
        return stores.mailboxes.take(stores.inbox, arrived, step, now);
    });
    state_.last_uid = batch.to_uid;
    std::size_t known = 0;
    for (std::size_t i = 0; i < appended.size(); ++i) {
        spdlog::debug("inbox={} mailbox={} uid={}{}", appended[i].id.value, mailbox_.name, step.uids[i],
                      appended[i].duplicate ? " had it already" : "");
        known += appended[i].duplicate ? 1 : 0;
    }
    parts_.metrics.duplicates->Increment(static_cast<double>(known));
    if (!appended.empty()) {
        spdlog::info("mailbox={} took {} mails up to uid {}{}", mailbox_.name, appended.size(), batch.to_uid,
                     known > 0 ? fmt::format(", {} of them known already", known) : "");
        parts_.intake.wake();
    }
    for (const auto uid : step.aside)
        spdlog::error("mailbox={} uid={} is too large or cannot be fetched: it goes to {}", mailbox_.name, uid, aside_folder);
    if (!step.notes.empty()) parts_.outbox.wake();
    if (step.uids.empty() && step.aside.empty()) co_return Step();
    auto told = co_await tell_folder(step.uids, step.aside);
    // A folder that takes no flags keeps no mail out: the work is noted, and tried again with the next connection.
    if (!told && told.error().kind == config::Error::Kind::permanent) co_return Step();
    co_return told;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::tell_folder(Uids taken, Uids aside) {
    Step told;
    switch (mailbox_.after) {
        case config::Mailbox::After::seen:
            told = co_await client_.add_flag(taken, "\\Seen");
            break;
        case config::Mailbox::After::move:
            told = co_await client_.move(taken, mailbox_.move_to);
            break;
        case config::Mailbox::After::remove:
            told = co_await client_.remove(taken);
            break;
    }
    told = co_await settle(taken, std::move(told));
    if (!told && told.error().kind == config::Error::Kind::temporary) co_return told;
    if (aside.empty()) co_return told;
    auto moved = co_await client_.move(aside, aside_folder);
    moved = co_await settle(aside, std::move(moved));
    co_return told ? moved : told;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::settle(const Uids& uids, Step told) {
    if (told) {
        co_await offload(parts_.database.thread(),
                         [&] { parts_.database.stores().mailboxes.settle(state_.id, state_.uid_validity, uids); });
    } else if (told.error().kind == config::Error::Kind::permanent && !std::exchange(warned_, true)) {
        spdlog::error("mailbox={} mails were taken but stay as they are, tried again with the next connection: {}", mailbox_.name,
                      told.error().what);
    }
    co_return told;
}

boost::asio::awaitable<PollerFolder::Step> PollerFolder::settle_waiting() {
    for (;;) {
        const auto waiting = co_await offload(parts_.database.thread(), [this] {
            return parts_.database.stores().mailboxes.waiting(state_.id, state_.uid_validity, waiting_mails);
        });
        if (waiting.empty()) co_return Step();
        Uids all;
        for (const auto& mail : waiting)
            all.push_back(mail.uid);
        // Somebody else may have moved them: of what is gone there is nothing to tell.
        const auto there = co_await client_.search("UID " + mail::imap_uid_set(all));
        if (!there) co_return tl::unexpected(there.error());
        Uids taken;
        Uids aside;
        Uids gone;
        for (const auto& mail : waiting) {
            const bool is_there = std::ranges::binary_search(*there, mail.uid);
            (!is_there ? gone : mail.aside ? aside : taken).push_back(mail.uid);
        }
        Step settled = co_await settle(gone, Step());
        settled = co_await tell_folder(std::move(taken), std::move(aside));
        // Refused for good: the mails are in the inbox, which is what matters.
        if (!settled && settled.error().kind == config::Error::Kind::permanent) co_return Step();
        if (!settled) co_return settled;
    }
}

}  // namespace ticketd
