// Turns mails of the inbox into tickets, in batches: claims them, parses them, waits for keys, runs one unit of work.
#include "daemon/receive/intake.hpp"

#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/pipeline/inbound_parser.hpp"
#include "templates/sentence_text.hpp"
#include "workflow/decide.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace ticketd {
namespace {

/// Large enough that one fsync serves many mails, small enough that a batch takes some ten milliseconds.
constexpr std::size_t batch_mails = 128;
constexpr std::int64_t batch_bytes = 64LL * 1024 * 1024;
/// Minimum time between the starts of two batches while mails arrive faster: each batch has its own fsync, its own
/// reads, and index pages that are written whole. A single mail does not wait.
constexpr std::chrono::milliseconds pace{20};
/// Cap on the mails that may wait for their signers' keys while other mails go on.
constexpr std::size_t max_late = 512;

}  // namespace

Intake::Intake(std::function<RuntimePtr()> runtime, Database& database, boost::asio::thread_pool& pool, std::size_t threads,
               WakeEvent& mails, WakeEvent& outbox, Metrics& metrics)
    : runtime_(std::move(runtime)),
      database_(database),
      pool_(pool),
      threads_(threads),
      mails_(mails),
      outbox_(outbox),
      metrics_(metrics),
      quarantine_(database, outbox, metrics),
      dns_([this] { return runtime_()->config().trust.dns; }),
      keys_(dns_) {}

void Intake::stop() {
    stopping_ = true;
    mails_.wake();
}

boost::asio::awaitable<void> Intake::run() {
    while (!stopping_) {
        std::size_t worked = 0;
        bool lost = false;
        const auto begun = std::chrono::steady_clock::now();
        try {
            worked = co_await round(batch_mails);
        } catch (const storage::Unavailable& error) {
            spdlog::error("the database is away: {}", error.what());
            lost = true;
        } catch (const std::exception& error) {
            spdlog::error("intake pauses for a second: {}", error.what());
        }
        // The inbox is checked every second in any case, because another program may have appended to it.
        if (lost) {
            co_await recover({});
        } else if (worked == 0) {
            co_await mails_.wait(std::chrono::seconds{1});
        } else if (worked < batch_mails) {
            boost::asio::steady_timer next(mails_.executor(), begun + pace);
            co_await next.async_wait(boost::asio::use_awaitable);
        }
    }
    // Each DNS look-up has a deadline, so this ends soon.
    while (late_ > 0)
        co_await boost::asio::steady_timer(mails_.executor(), pace).async_wait(boost::asio::use_awaitable);
}

boost::asio::awaitable<void> Intake::work_off_solo() {
    std::size_t worked = 1;
    while (worked > 0 && !stopping_)
        worked = co_await round(0);
}

boost::asio::awaitable<std::size_t> Intake::round(std::size_t most) {
    auto claimed = co_await offload(database_.thread(),
                                    [&] { return database_.stores().inbox.claim(database_.owner(), most, batch_bytes); });
    if (claimed.empty()) co_return 0;
    std::vector<storage::InboxId> held;
    for (const auto& mail : claimed)
        held.push_back(mail.id);
    const std::size_t worked = held.size();
    bool lost = false;
    try {
        co_await process(runtime_(), std::move(claimed), held);
    } catch (const storage::Unavailable& error) {
        spdlog::error("the database is away, {} mails wait in the inbox: {}", held.size(), error.what());
        lost = true;
    } catch (const storage::Full& error) {
        spdlog::error("the database has no room, {} mails wait in the inbox: {}", held.size(), error.what());
        lost = true;
    }
    if (lost) co_await recover(std::move(held));
    co_return worked;
}

/// Waits until the database is back. Then requeues the mails that are not written yet; no attempt is counted.
boost::asio::awaitable<void> Intake::recover(std::vector<storage::InboxId> held) {
    metrics_.database_up->Set(0);
    while (!stopping_) {
        co_await boost::asio::steady_timer(mails_.executor(), std::chrono::seconds{1}).async_wait(boost::asio::use_awaitable);
        try {
            co_await offload(database_.thread(), [&] {
                database_.renew();
                database_.stores().inbox.give_back(held);
            });
            metrics_.database_up->Set(1);
            spdlog::info("the database is back");
            co_return;
        } catch (const std::exception& error) {
            spdlog::debug("the database is still away: {}", error.what());
        }
    }
}

boost::asio::awaitable<void> Intake::process(const RuntimePtr& runtime, std::vector<storage::ClaimedMail> claimed,
                                             std::vector<storage::InboxId>& held) {
    const auto now = wall_clock();
    std::vector<Pending> mails(claimed.size());
    std::vector<std::string> unread(claimed.size());  // the reasons; empty: the mail was parsed
    co_await for_each_index(pool_, threads_, claimed.size(), [&](std::size_t i) {
        try {
            mails[i].mail = parse_inbound(*runtime, claimed[i].id, std::move(claimed[i].envelope), claimed[i].raw, now);
            // From here on only a signature check still needs the raw bytes.
            if (!mails[i].mail.unchecked.empty()) mails[i].raw = std::move(claimed[i].raw);
        } catch (const std::exception& error) {
            unread[i] = error.what();
        }
        claimed[i].raw = {};
    });
    for (std::size_t i = claimed.size(); i-- > 0;) {
        if (unread[i].empty()) continue;
        co_await quarantine_.take(runtime, claimed[i].id, unread[i]);
        mails.erase(mails.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const auto has_keys = [&](const Pending& one) {
        return keys_.knows(mail::key_names(one.mail.unchecked), std::chrono::steady_clock::now());
    };
    const auto first_late = std::stable_partition(mails.begin(), mails.end(), has_keys);
    std::vector<Pending> late(std::make_move_iterator(first_late), std::make_move_iterator(mails.end()));
    mails.erase(first_late, mails.end());
    if (!late.empty() && (late_ + late.size() > max_late || (claimed.size() == 1 && claimed.front().solo))) {
        // A mail that must run alone waits here for its keys. So does a batch while too many mails wait for unknown keys: the
        // backlog then stays in the inbox.
        co_await fetch_keys(late);
        mails.insert(mails.end(), std::make_move_iterator(late.begin()), std::make_move_iterator(late.end()));
    } else if (!late.empty()) {
        for (const auto& one : late)
            std::erase(held, one.mail.inbound.inbox);
        late_ += late.size();
        boost::asio::co_spawn(mails_.executor(), process_late(runtime, std::move(late)), LogFailure{"mails that wait for a key"});
    }
    co_await finish(runtime, std::move(mails));
}

boost::asio::awaitable<void> Intake::fetch_keys(const std::vector<Pending>& mails) {
    std::vector<std::string> names;
    for (const auto& one : mails)
        for (auto& name : mail::key_names(one.mail.unchecked))
            names.push_back(std::move(name));
    co_await keys_.fetch(std::move(names));
}

/// Finishes mails whose keys had to be fetched, so that a slow DNS server does not hold up the rest of their batch.
boost::asio::awaitable<void> Intake::process_late(RuntimePtr runtime, std::vector<Pending> mails) {
    std::vector<storage::InboxId> held;
    for (const auto& one : mails)
        held.push_back(one.mail.inbound.inbox);
    std::string lost;
    try {
        co_await fetch_keys(mails);
        co_await finish(runtime, std::move(mails));
    } catch (const std::exception& error) {
        lost = error.what();
    }
    if (!lost.empty()) {
        spdlog::error("{} mails that waited for a key are taken up again: {}", held.size(), lost);
        co_await recover(held);
    }
    late_ -= held.size();
}

boost::asio::awaitable<void> Intake::finish(const RuntimePtr& runtime, std::vector<Pending> mails) {
    if (mails.empty()) co_return;
    std::vector<mail::DkimKeys> keys(mails.size());
    const auto looked = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < mails.size(); ++i) {
        if (!mails[i].mail.unchecked.empty()) keys[i] = keys_.keys(mail::key_names(mails[i].mail.unchecked), looked);
    }
    std::vector<workflow::InboundMail> inbound_mails(mails.size());
    const bool any_keys = std::any_of(keys.begin(), keys.end(), [](const auto& one) { return !one.empty(); });
    if (any_keys) {
        co_await for_each_index(pool_, threads_, mails.size(), [&](std::size_t i) {
            if (!keys[i].empty()) check_signatures(verifier_, keys[i], mails[i].raw, mails[i].mail);
        });
    }
    for (std::size_t i = 0; i < mails.size(); ++i)
        inbound_mails[i] = std::move(mails[i].mail.inbound);
    mails.clear();
    bool failed = false;
    try {
        co_await decide_and_write(runtime, inbound_mails);
    } catch (const storage::Unavailable&) {
        throw;
    } catch (const storage::Full&) {
        throw;
    } catch (const std::exception& error) {
        spdlog::warn("a batch of {} mails failed and is done again mail by mail: {}", inbound_mails.size(), error.what());
        failed = true;
    }
    if (!failed) co_return;
    for (auto& inbound : inbound_mails)
        co_await process_one(runtime, {&inbound, 1});
}

/// Handles one mail by itself. Any error is now this mail's own fault; the mail is quarantined so that it does not
/// block the next.
boost::asio::awaitable<void> Intake::process_one(const RuntimePtr& runtime, std::span<workflow::InboundMail> one) {
    std::string reason;
    try {
        co_await decide_and_write(runtime, one);
        co_return;
    } catch (const storage::Unavailable&) {
        throw;
    } catch (const storage::Full&) {
        throw;
    } catch (const std::exception& error) {
        reason = error.what();
    }
    co_await quarantine_.take(runtime, one.front().inbox, reason);
}

boost::asio::awaitable<void> Intake::decide_and_write(const RuntimePtr& runtime, std::span<workflow::InboundMail> inbound_mails) {
    std::vector<workflow::ThreadKeys> keys;
    keys.reserve(inbound_mails.size());
    for (const auto& inbound : inbound_mails)
        keys.push_back(workflow::thread_keys(runtime->directory(), inbound));

    for (int round = 1;; ++round) {
        UnitOfWork unit{.runtime = runtime, .now = wall_clock()};
        bool conflict = false;
        try {
            co_await run_unit(unit, keys, inbound_mails);
        } catch (const storage::Conflict& error) {
            if (round == max_conflict_rounds) throw;
            spdlog::info("another daemon was faster, deciding again: {}", error.what());
            conflict = true;
        }
        if (!conflict) {
            co_await report(runtime, inbound_mails, unit.outcomes);
            co_return;
        }
        metrics_.conflicts->Increment();
    }
}

/// Runs a batch as one unit of work: its mails are decided in order and written in one transaction.
boost::asio::awaitable<void> Intake::run_unit(UnitOfWork& unit, std::span<const workflow::ThreadKeys> keys,
                                              std::span<workflow::InboundMail> inbound_mails) {
    auto& stores = database_.stores();
    co_await offload(database_.thread(), [&] {
        unit.load(stores, keys);
        unit.reserve(stores, numbers_, inbound_mails.size());
    });
    co_await offload(pool_, [&] {
        unit.read_sent();
        for (auto& inbound : inbound_mails) {
            resolve_parties(*unit.runtime, unit.snapshot, inbound);
            unit.decide(inbound).inbox = inbound.inbox;
        }
    });
    if (unit.has_queries()) co_await offload(database_.thread(), [&] { unit.answer(stores); });
    co_await for_each_index(pool_, threads_, unit.outcomes.size(), [&](std::size_t i) { unit.render(i); });
    co_await offload(database_.thread(), [&] { unit.write(stores, numbers_); });
}

boost::asio::awaitable<void> Intake::report(const RuntimePtr& runtime, std::span<const workflow::InboundMail> inbound_mails,
                                            std::span<const storage::Outcome> outcomes) {
    bool anything_to_send = false;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto& decision = outcomes[i].decision;
        metrics_.processed->Increment();
        if (decision.opened) metrics_.opened->Increment();
        if (decision.disposition == workflow::Disposition::quarantined) metrics_.quarantined->Increment();
        anything_to_send = anything_to_send || !outcomes[i].outgoing.empty();
        spdlog::info("inbox={} route={} kind={} from={} ticket={}{} mails={}{}{}", inbound_mails[i].inbox.value,
                     mail::to_string(inbound_mails[i].envelope.route), mail::to_string(inbound_mails[i].message.kind),
                     decision.sender, decision.landed.value, decision.opened ? " opened" : "", outcomes[i].outgoing.size(),
                     decision.disposition == workflow::Disposition::quarantined ? " quarantined: " : "",
                     decision.quarantine_reason);
        if (spdlog::should_log(spdlog::level::debug)) {
            std::string because;
            for (const auto& reason : decision.reasons)
                because += " " + templates::sentence_text(reason, templates::english(), nullptr);
            spdlog::debug("inbox={} because:{}", inbound_mails[i].inbox.value, because);
        }
    }
    if (anything_to_send) outbox_.wake();
    // Spam and loops are quarantined on purpose. The admin is notified only about other mails.
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        const auto& message = inbound_mails[i].message;
        const bool expected = message.spam_flagged || message.loop_mark || message.kind == mail::Kind::loop;
        if (outcomes[i].decision.disposition != workflow::Disposition::quarantined || expected) continue;
        co_await quarantine_.notify_admin(runtime, inbound_mails[i].inbox, outcomes[i].decision.quarantine_reason);
    }
}

}  // namespace ticketd
