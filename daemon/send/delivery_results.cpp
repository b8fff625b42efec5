// Writes the results of a delivery round: outbox rows, events on tickets, smarthost states, notices to the admin.
#include "daemon/pipeline/admin_notice.hpp"
#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/pipeline/unit_of_work.hpp"
#include "daemon/send/delivery_worker.hpp"
#include "daemon/core/supervisor.hpp"

#include <algorithm>
#include <chrono>

namespace ticketd {
namespace {

using mail::DeliveryResult;
using storage::SendResult;
using Change = SmarthostHealth::Change;

SendResult to_result(const storage::ClaimedOutgoing& row, const DeliveryResult& answer, config::Instant now) {
    using What = DeliveryResult::What;
    SendResult result{.id = row.id, .reply = answer.reply};
    if (!answer.tried) {
        result.what = SendResult::What::untried;
        result.next_try_at = row.due_at;
        result.attempts = row.attempts;
        return result;
    }
    if (answer.what == What::sent) return result;
    result.what = SendResult::What::failed;
    if (answer.what == What::failed) return result;
    // A mail whose MAIL command was refused counts as tried, so that the next probe uses another mail.
    if (const auto again = next_try(row.attempts, row.created_at, now)) {
        result.what = SendResult::What::deferred;
        result.next_try_at = *again;
    } else {
        result.reply = "Given up after five days. The last answer was: " + result.reply;
    }
    return result;
}

std::string subject_of(const Change& change) {
    if (change.what == Change::What::open_again) return fmt::format("Mail goes out again over {}", change.row.name);
    return fmt::format("No mail goes out over {}", change.row.name);
}

/// `others` are the smarthosts that are still open.
std::string text_of(const Change& change, const std::vector<std::string>& others) {
    const auto& row = change.row;
    if (change.what == Change::What::open_again)
        return fmt::format("{} takes mail again. It did not since {}:\n\n    {}\n", row.name, config::format_rfc3339(row.since),
                           row.reason);
    const bool refused = row.state == storage::Smarthost::State::refused;
    std::string text = fmt::format(
        "{} {}:\n\n    {}\n\n", row.name,
        refused ? "refuses us" : fmt::format("cannot be used since {}", config::format_rfc3339(row.since)), row.reason);
    if (others.empty()) {
        text += "There is no other way out: all mails wait in the outbox, and this one did, too. Nothing is lost.\n";
    } else {
        text += fmt::format("Mails go out over {} meanwhile.\n", fmt::join(others, ", "));
    }
    text += fmt::format(
        "\nThe next try, with one mail, is at {}; later ones are up to {} apart. When the cause is mended, this goes on at "
        "once:\n\n"
        "    ticketctl outbox resume\n\n`ticketctl status` shows how it stands.\n",
        config::format_rfc3339(row.next_try_at), refused ? "an hour" : "five minutes");
    return text;
}

void log_change(const Change& change) {
    const auto& row = change.row;
    switch (change.what) {
        case Change::What::paused:
            spdlog::error("outgoing {} {}, it is left alone until {}: {}", row.name, storage::to_string(row.state),
                          config::format_rfc3339(row.next_try_at), row.reason);
            break;
        case Change::What::still_paused:
            spdlog::warn("outgoing {} is still {}, the next try is at {}: {}", row.name, storage::to_string(row.state),
                         config::format_rfc3339(row.next_try_at), row.reason);
            break;
        case Change::What::open_again:
            spdlog::info("outgoing {} takes mail again", row.name);
            break;
    }
}

}  // namespace

std::optional<config::Instant> next_try(int attempts, config::Instant created, config::Instant now) {
    using std::chrono::hours;
    using std::chrono::minutes;
    if (now - created >= hours{24 * 5}) return std::nullopt;
    const auto wait = std::min<std::chrono::minutes>(minutes{1} * (1LL << std::clamp(attempts, 0, 8)), hours{4});
    return now + wait;
}

boost::asio::awaitable<void> DeliveryWorker::report(const RuntimePtr& runtime, const SmarthostHealth::Permit& permit,
                                                    const DeliveryResult* trouble) {
    const auto now = wall_clock();
    const auto change = shared_.smarthosts.report(permit, trouble, now);
    if (!change) co_return;
    log_change(*change);
    std::vector<std::string> open;
    for (std::size_t smarthost = 0; smarthost < shared_.smarthosts.size(); ++smarthost) {
        if (shared_.smarthosts.is_open(smarthost)) open.push_back(shared_.smarthosts.state(smarthost).name);
        metrics_.smarthost_gauge(shared_.smarthosts.state(smarthost).name).Set(shared_.smarthosts.is_open(smarthost) ? 1 : 0);
    }
    supervisor::status(open.empty() ? "Mail does not go out: " + change->row.reason : "Serving mail.");
    std::vector<storage::NewOutgoing> notes;
    if (change->tell_admin) notes.push_back(admin_notice(*runtime, subject_of(*change), text_of(*change, open), now));
    co_await offload(database_.thread(), [&] {
        auto& stores = database_.stores();
        stores.smarthosts.save(change->row);
        if (!notes.empty()) stores.outbox.append(notes, now);
    });
}

boost::asio::awaitable<void> DeliveryWorker::settle(const RuntimePtr& runtime, Batch& batch) {
    batch.settled = true;
    const auto now = wall_clock();
    std::vector<SendResult> results = std::move(batch.put_off);
    std::vector<SendResult> failed;
    std::vector<std::size_t> which;  // rows of `failed`
    for (std::size_t i = 0; i < batch.rows.size(); ++i) {
        const auto& row = batch.rows[i];
        auto result = to_result(row, batch.answers[i], now);
        switch (result.what) {
            case SendResult::What::sent:
                metrics_.sent->Increment();
                spdlog::debug("outbox={} ticket={} sent", row.id.value, row.ticket.value);
                break;
            case SendResult::What::untried:
                break;
            case SendResult::What::deferred:
                metrics_.send_later->Increment();
                spdlog::warn("outbox={} ticket={} to={} is tried again later: {}", row.id.value, row.ticket.value, row.recipient,
                             result.reply);
                break;
            case SendResult::What::failed:
                metrics_.send_failed->Increment();
                spdlog::warn("outbox={} ticket={} to={} failed: {}", row.id.value, row.ticket.value, row.recipient, result.reply);
                break;
        }
        // A failed mail that itself reports a failure causes no event: the report about it would fail too.
        const bool tells = row.ticket.is_set() && row.kind != workflow::MailKind::delivery_failure;
        if (result.what == SendResult::What::failed && tells) {
            failed.push_back(std::move(result));
            which.push_back(i);
        } else {
            results.push_back(std::move(result));
        }
    }
    const std::function<void()> finish = [&] { database_.stores().outbox.finish(results, now); };
    if (!results.empty()) co_await retry_until_written(finish);
    if (!failed.empty()) co_await report_failures(runtime, batch, std::move(failed), which);
}

boost::asio::awaitable<void> DeliveryWorker::retry_until_written(const std::function<void()>& write) {
    // A full database is treated like an unavailable one: a result that is not recorded would make us send the mail again.
    const auto put_up_with = [&](int attempt, const std::exception& error) {
        if (stopping_ && attempt > 3) throw;
        if (attempt == 1) spdlog::error("cannot note what became of mails, trying until it works: {}", error.what());
    };
    for (int attempt = 1;; ++attempt) {
        try {
            co_await offload(database_.thread(), [&] { write(); });
            co_return;
        } catch (const storage::Unavailable& error) {
            put_up_with(attempt, error);
        } catch (const storage::Full& error) {
            put_up_with(attempt, error);
        }
        co_await boost::asio::steady_timer(io_, std::chrono::seconds{1}).async_wait(boost::asio::use_awaitable);
    }
}

boost::asio::awaitable<void> DeliveryWorker::report_failures(const RuntimePtr& runtime, const Batch& batch,
                                                             std::vector<SendResult> failed,
                                                             const std::vector<std::size_t>& which) {
    std::vector<workflow::ThreadKeys> keys(failed.size());
    for (std::size_t i = 0; i < failed.size(); ++i)
        keys[i].tickets = {batch.rows[which[i]].ticket};
    const std::function<void()> tell = [&] {
        UnitOfWork unit{.runtime = runtime, .now = wall_clock()};
        unit.load(database_.stores(), keys);
        for (std::size_t i = 0; i < failed.size(); ++i) {
            const auto& row = batch.rows[which[i]];
            unit.decide_and_render(workflow::DeliveryFailure{row.ticket, row.recipient, failed[i].reply}).sent = {failed[i]};
        }
        unit.write(database_.stores());
    };
    for (int round = 0; round < max_conflict_rounds; ++round) {
        try {
            co_await retry_until_written(tell);
            work_.wake();  // sends the mails about the failures now
            co_return;
        } catch (const storage::Conflict&) {
            metrics_.conflicts->Increment();  // somebody changed a ticket meanwhile: decide again
        }
    }
    // Finishes the rows although their tickets got no event: otherwise the mails would be sent again.
    spdlog::error("{} failed mails could not be told on their tickets", failed.size());
    const std::function<void()> finish = [&] { database_.stores().outbox.finish(failed, wall_clock()); };
    co_await retry_until_written(finish);
}

}  // namespace ticketd
