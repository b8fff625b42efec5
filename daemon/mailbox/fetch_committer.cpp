// Commits fetched mails together with the position up to which the mailbox has been read.
#include "daemon/mailbox/fetch_committer.hpp"

#include "daemon/pipeline/admin_notice.hpp"
#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ticketd {

namespace {

using mail::ImapMail;

constexpr std::size_t waiting_mails = 500;

bool is_permanent(const FetchCommitter::Step& step) {
    return !step && step.error().kind == config::Error::Kind::permanent;
}

}  // namespace

boost::asio::awaitable<void> FetchCommitter::adopt(storage::MailboxState state) {
    state_ = state;
    co_await offload(parts_.database.thread(),
                     [this] { parts_.database.stores().mailboxes.adopt(state_, parts_.database.owner()); });
}

mail::Envelope FetchCommitter::envelope_of(const ImapMail& mail) const {
    mail::Envelope envelope;
    envelope.route = mail::Route::imap;
    envelope.peer = mailbox_.name;
    envelope.peer_trusted = !mailbox_.authserv_id.empty();
    envelope.tls = client_.is_tls();
    const auto now = wall_clock();
    envelope.received_at = std::min(mail.internal_date.value_or(now), now);
    return envelope;
}

storage::MailboxStep FetchCommitter::step_of(const PolledBatch& batch) {
    storage::MailboxStep step;
    step.mailbox = state_.id;
    step.owner = parts_.database.owner();
    step.lease = mailbox_lease;
    step.uid_validity = state_.uid_validity;
    step.from_uid = state_.last_uid;
    step.to_uid = batch.to_uid;
    step.mod_sequence = std::max(state_.mod_sequence, batch.mod_sequence);
    for (const auto& mail : batch.fetched)
        step.uids.push_back(mail.uid);
    step.oversize = batch.too_large;
    // If this step fails, these mails are flagged once more.
    step.told = std::exchange(acknowledged_, {});
    return step;
}

std::vector<storage::NewOutgoing> FetchCommitter::notes_of(const Uids& oversize, config::Instant now) const {
    const auto runtime = parts_.runtime();
    std::vector<storage::NewOutgoing> notes;
    for (const auto uid : oversize) {
        notes.push_back(admin_notice(
            *runtime, fmt::format("A mail in {} is too large", mailbox_.name),
            fmt::format("A mail in the mailbox {} ({}, folder {}) is larger than limits.message_bytes ({} bytes), or cannot be "
                        "fetched. No ticket was opened for it.\n\nIt is moved to the folder \"{}\" of the same mailbox: please "
                        "look at it there.\n\nIts UID in {} was {}.\n",
                        mailbox_.name, mailbox_.user, mailbox_.folder, runtime->config().limits.message_bytes, oversize_folder,
                        mailbox_.folder, uid),
            now));
    }
    return notes;
}

boost::asio::awaitable<void> FetchCommitter::keep(PolledBatch* batch) {
    if (batch == nullptr) co_return;
    const auto now = wall_clock();
    auto step = step_of(*batch);
    std::vector<storage::NewMail> arrived;
    co_await offload(parts_.pool, [&] {
        for (auto& mail : batch->fetched) {
            arrived.push_back(make_new_mail(envelope_of(mail), *mail.body));
            mail.body.reset();
        }
        step.notes = notes_of(step.oversize, now);
    });
    const auto appended = co_await offload(parts_.database.append_thread(), [&] {
        auto& stores = parts_.database.append_stores();
        return stores.mailboxes.take(stores.inbox, arrived, step, now);
    });
    state_.last_uid = step.to_uid;
    state_.mod_sequence = step.mod_sequence;
    report(step, appended);
    taken_ = std::move(step.uids);
    oversize_ = std::move(step.oversize);
}

void FetchCommitter::report(const storage::MailboxStep& step, const std::vector<storage::Appended>& appended) {
    std::size_t known = 0;
    for (std::size_t i = 0; i < appended.size(); ++i) {
        spdlog::debug("inbox={} mailbox={} uid={}{}", appended[i].id.value, mailbox_.name, step.uids[i],
                      appended[i].duplicate ? " had it already" : "");
        known += appended[i].duplicate ? 1 : 0;
    }
    parts_.metrics.duplicates->Increment(static_cast<double>(known));
    if (!appended.empty()) {
        spdlog::info("mailbox={} took {} mails up to uid {}{}", mailbox_.name, appended.size(), step.to_uid,
                     known > 0 ? fmt::format(", {} of them known already", known) : "");
        parts_.intake.wake();
    }
    for (const auto uid : step.oversize)
        spdlog::error("mailbox={} uid={} is too large or cannot be fetched: it goes to {}", mailbox_.name, uid, oversize_folder);
    if (!step.notes.empty()) parts_.outbox.wake();
}

boost::asio::awaitable<FetchCommitter::Step> FetchCommitter::acknowledge() {
    const Uids taken = std::exchange(taken_, {});
    const Uids oversize = std::exchange(oversize_, {});
    if (read_only_) co_return Step();
    co_return co_await acknowledge_uids(taken, oversize);
}

boost::asio::awaitable<FetchCommitter::Step> FetchCommitter::acknowledge_uids(Uids taken, Uids oversize) {
    Step acknowledged;
    switch (mailbox_.after) {
        case config::Mailbox::After::seen:
            acknowledged = co_await client_.add_flag(taken, "\\Seen");
            break;
        case config::Mailbox::After::move:
            acknowledged = co_await client_.move(taken, mailbox_.move_to);
            break;
        case config::Mailbox::After::remove:
            acknowledged = co_await client_.remove(taken);
            break;
    }
    if (!note_acknowledged(taken, acknowledged)) co_return acknowledged;
    if (oversize.empty()) co_return Step();
    acknowledged = co_await client_.move(oversize, oversize_folder);
    if (!note_acknowledged(oversize, acknowledged)) co_return acknowledged;
    co_return Step();
}

bool FetchCommitter::note_acknowledged(const Uids& uids, const Step& acknowledged) {
    if (acknowledged) acknowledged_.insert(acknowledged_.end(), uids.begin(), uids.end());
    // A folder that refuses flags blocks no mail: the mails are safe in the inbox.
    if (is_permanent(acknowledged) && !std::exchange(warned_, true)) {
        spdlog::error("mailbox={} mails were taken but stay as they are, tried again with the next connection: {}", mailbox_.name,
                      acknowledged.error().what);
    }
    return acknowledged || is_permanent(acknowledged);
}

boost::asio::awaitable<void> FetchCommitter::settle() {
    if (acknowledged_.empty()) co_return;
    const auto acknowledged = std::exchange(acknowledged_, {});
    co_await offload(parts_.database.thread(),
                     [&] { parts_.database.stores().mailboxes.settle(state_.id, state_.uid_validity, acknowledged); });
}

boost::asio::awaitable<FetchCommitter::Step> FetchCommitter::acknowledge_waiting() {
    while (!warned_ && !read_only_) {
        const auto waiting = co_await offload(parts_.database.thread(), [this] {
            return parts_.database.stores().mailboxes.waiting(state_.id, state_.uid_validity, waiting_mails);
        });
        if (waiting.empty()) break;
        Uids all;
        for (const auto& mail : waiting)
            all.push_back(mail.uid);
        // Somebody else may have moved some of the mails. Those that are gone need no flag.
        const auto there = co_await client_.search("UID " + mail::imap_uid_set(all));
        if (!there) co_return tl::unexpected(there.error());
        Uids taken;
        Uids oversize;
        for (const auto& mail : waiting) {
            const bool is_there = std::ranges::binary_search(*there, mail.uid);
            (!is_there ? acknowledged_ : mail.oversize ? oversize : taken).push_back(mail.uid);
        }
        const auto acknowledged = co_await acknowledge_uids(std::move(taken), std::move(oversize));
        if (!acknowledged) co_return acknowledged;
        co_await settle();
    }
    co_return Step();
}

}  // namespace ticketd
