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

bool is_permanent(const PollerKeep::Step& step) {
    return !step && step.error().kind == config::Error::Kind::permanent;
}

}  // namespace

boost::asio::awaitable<void> PollerKeep::adopt(storage::MailboxState state) {
    state_ = state;
    co_await offload(parts_.database.thread(),
                     [this] { parts_.database.stores().mailboxes.adopt(state_, parts_.database.owner()); });
}

mail::Envelope PollerKeep::envelope_of(const ImapMail& mail) const {
    mail::Envelope envelope;
    envelope.route = mail::Route::imap;
    envelope.peer = mailbox_.name;
    envelope.peer_trusted = !mailbox_.authserv_id.empty();
    envelope.tls = client_.is_tls();
    const auto now = wall_clock();
    envelope.received_at = std::min(mail.internal_date.value_or(now), now);
    return envelope;
}

storage::MailboxStep PollerKeep::step_of(const PolledBatch& batch) {
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
    step.aside = batch.too_large;
    // If this step fails, they are told once more.
    step.told = std::exchange(told_, {});
    return step;
}

std::vector<storage::NewOutgoing> PollerKeep::notes_of(const Uids& aside, config::Instant now) const {
    const auto desk = parts_.desk();
    std::vector<storage::NewOutgoing> notes;
    for (const auto uid : aside) {
        notes.push_back(admin_note(
            *desk, fmt::format("A mail in {} is too large", mailbox_.name),
            fmt::format("A mail in the mailbox {} ({}, folder {}) is larger than limits.message_bytes ({} bytes), or cannot be "
                        "fetched. No ticket was opened for it.\n\nIt is moved to the folder \"{}\" of the same mailbox: please "
                        "look at it there.\n\nIts UID in {} was {}.\n",
                        mailbox_.name, mailbox_.user, mailbox_.folder, desk->config().limits.message_bytes, aside_folder,
                        mailbox_.folder, uid),
            now));
    }
    return notes;
}

boost::asio::awaitable<void> PollerKeep::keep(PolledBatch* batch) {
    if (batch == nullptr) co_return;
    const auto now = wall_clock();
    auto step = step_of(*batch);
    std::vector<storage::NewMail> arrived;
    co_await offload(parts_.pool, [&] {
        for (auto& mail : batch->fetched) {
            arrived.push_back(make_new_mail(envelope_of(mail), *mail.body));
            mail.body.reset();
        }
        step.notes = notes_of(step.aside, now);
    });
    const auto appended = co_await offload(parts_.database.append_thread(), [&] {
        auto& stores = parts_.database.append_stores();
        return stores.mailboxes.take(stores.inbox, arrived, step, now);
    });
    state_.last_uid = step.to_uid;
    state_.mod_sequence = step.mod_sequence;
    report(step, appended);
    taken_ = std::move(step.uids);
    aside_ = std::move(step.aside);
}

void PollerKeep::report(const storage::MailboxStep& step, const std::vector<storage::Appended>& appended) {
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
    for (const auto uid : step.aside)
        spdlog::error("mailbox={} uid={} is too large or cannot be fetched: it goes to {}", mailbox_.name, uid, aside_folder);
    if (!step.notes.empty()) parts_.outbox.wake();
}

boost::asio::awaitable<PollerKeep::Step> PollerKeep::tell() {
    const Uids taken = std::exchange(taken_, {});
    const Uids aside = std::exchange(aside_, {});
    if (read_only_) co_return Step();
    co_return co_await tell_folder(taken, aside);
}

boost::asio::awaitable<PollerKeep::Step> PollerKeep::tell_folder(Uids taken, Uids aside) {
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
    if (!note_told(taken, told)) co_return told;
    if (aside.empty()) co_return Step();
    told = co_await client_.move(aside, aside_folder);
    if (!note_told(aside, told)) co_return told;
    co_return Step();
}

bool PollerKeep::note_told(const Uids& uids, const Step& told) {
    if (told) told_.insert(told_.end(), uids.begin(), uids.end());
    // A folder that takes no flags keeps no mail out: they are in the inbox, which is what matters.
    if (is_permanent(told) && !std::exchange(warned_, true)) {
        spdlog::error("mailbox={} mails were taken but stay as they are, tried again with the next connection: {}", mailbox_.name,
                      told.error().what);
    }
    return told || is_permanent(told);
}

boost::asio::awaitable<void> PollerKeep::settle() {
    if (told_.empty()) co_return;
    const auto told = std::exchange(told_, {});
    co_await offload(parts_.database.thread(),
                     [&] { parts_.database.stores().mailboxes.settle(state_.id, state_.uid_validity, told); });
}

boost::asio::awaitable<PollerKeep::Step> PollerKeep::tell_waiting() {
    while (!warned_ && !read_only_) {
        const auto waiting = co_await offload(parts_.database.thread(), [this] {
            return parts_.database.stores().mailboxes.waiting(state_.id, state_.uid_validity, waiting_mails);
        });
        if (waiting.empty()) break;
        Uids all;
        for (const auto& mail : waiting)
            all.push_back(mail.uid);
        // Somebody else may have moved them: of what is gone there is nothing to tell.
        const auto there = co_await client_.search("UID " + mail::imap_uid_set(all));
        if (!there) co_return tl::unexpected(there.error());
        Uids taken;
        Uids aside;
        for (const auto& mail : waiting) {
            const bool is_there = std::ranges::binary_search(*there, mail.uid);
            (!is_there ? told_ : mail.aside ? aside : taken).push_back(mail.uid);
        }
        const auto told = co_await tell_folder(std::move(taken), std::move(aside));
        if (!told) co_return told;
        co_await settle();
    }
    co_return Step();
}

}  // namespace ticketd
