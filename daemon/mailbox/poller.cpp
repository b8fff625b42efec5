// Runs one mailbox: its lease, its connection, its pauses after failures.
#include "daemon/mailbox/poller.hpp"

#include "daemon/pipeline/admin_notice.hpp"
#include "daemon/core/clock.hpp"
#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "daemon/mailbox/poller_folder.hpp"
#include "mail/imap/token_command.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

namespace ticketd {

namespace {

using namespace std::chrono_literals;

constexpr auto lease_renewal = 15s;
/// Together with the lease, another daemon takes over within a minute.
constexpr auto held_elsewhere_wait = 5s;
constexpr std::chrono::milliseconds longest_idle = 28min;     // servers may log a client out after 30 minutes (RFC 2177)
constexpr std::chrono::milliseconds longest_silence = 10min;  // between two commands without IDLE
constexpr auto token_patience = 30s;
constexpr std::chrono::milliseconds longest_wait = 5min;  // cap on the wait for a server that is down, plus or minus a half

bool is_loopback(const std::string& host) {
    boost::system::error_code not_an_address;
    const auto address = boost::asio::ip::make_address(host, not_an_address);
    return host == "localhost" || (!not_an_address && address.is_loopback());
}

std::string replay_clock(const config::Mailbox& mailbox) {
    return fmt::format("{}@{}:{}", mailbox.user, mailbox.host, mailbox.port);
}

/// All settings that a session depends on.
std::string fingerprint_of(const config::Mailbox& mailbox) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", mailbox.url, mailbox.password_file.string(),
                       mailbox.oauth2_token_file.string(), fmt::join(mailbox.oauth2_command, "\t"),
                       static_cast<int>(mailbox.after), mailbox.move_to, mailbox.poll.count(), mailbox.tls_ca.string(),
                       mailbox.authserv_id);
}

mail::ImapClient::Settings settings_of(const config::Mailbox& mailbox, const config::Config& config) {
    mail::ImapClient::Settings settings;
    settings.host = mailbox.host;
    settings.port = mailbox.port;
    settings.tls = mailbox.tls;
    // Nobody can eavesdrop on loopback. Naming a CA for the mailbox asks for TLS there too.
    settings.plain_allowed = !mailbox.tls && mailbox.tls_ca.empty() && is_loopback(mailbox.host);
    settings.tls_ca = mailbox.tls_ca.empty() ? config.tls.ca : mailbox.tls_ca;
    settings.body_bytes = config.limits.message_bytes;
    return settings;
}

double spread() {
    std::random_device device;
    return std::uniform_real_distribution<double>(0.0, 1.0)(device);
}

}  // namespace

std::chrono::milliseconds retry_wait(int failures, bool refused, double spread) {
    const std::chrono::milliseconds first = refused ? 60s : 1s;
    const std::chrono::milliseconds most = refused ? 1h : longest_wait;
    const auto doubled = first * (1LL << std::clamp(failures - 1, 0, 20));
    const auto wait = std::min<std::chrono::milliseconds>(doubled, most);
    return std::chrono::milliseconds(static_cast<std::int64_t>(static_cast<double>(wait.count()) * (0.5 + spread)));
}

bool Complaint::is_due(bool refused, Time now) {
    if (!since_) since_ = now;
    if (acknowledged_ || (!refused && now - *since_ < timeout)) return false;
    acknowledged_ = true;
    return true;
}

Poller::Poller(const boost::asio::any_io_executor& io, std::string name, Parts parts)
    : io_(io), name_(std::move(name)), parts_(std::move(parts)), wake_(io) {}

const config::Mailbox* Poller::configured(const Runtime& runtime) const {
    const auto& all = runtime.config().mailboxes;
    const auto found = std::ranges::find(all, name_, &config::Mailbox::name);
    return found == all.end() ? nullptr : &*found;
}

void Poller::stop() {
    stopping_ = true;
    wake_.wake();
    if (client_ != nullptr) client_->interrupt();
}

void Poller::reload() {
    const auto runtime = parts_.runtime();
    const auto* mailbox = configured(*runtime);
    // A session whose settings are unchanged continues. One that waits for its next attempt tries again now.
    if (mailbox != nullptr && fingerprint_of(*mailbox) == session_of_ && client_ != nullptr) return;
    reloading_ = true;
    tries_ = 0;
    token_.clear();
    wake_.wake();
    if (client_ != nullptr) client_->interrupt();
}

boost::asio::awaitable<void> Poller::run() {
    while (!stopping_) {
        if (!parts_.database.is_open()) {
            co_await wake_.wait(1s);
            continue;
        }
        const auto runtime = parts_.runtime();
        const auto* found = configured(*runtime);
        if (found == nullptr) co_return;
        const config::Mailbox mailbox = *found;
        session_of_ = fingerprint_of(mailbox);
        reloading_ = false;
        auto ended = Ended::broken;
        try {
            ended = co_await turn(mailbox);
        } catch (const std::exception& error) {
            spdlog::error("mailbox={} cannot be read now: {}", name_, error.what());
        }
        if (ended == Ended::asked || stopping_ || std::exchange(again_at_once_, false)) continue;
        if (ended == Ended::held_elsewhere) {
            co_await wake_.wait(held_elsewhere_wait);
        } else {
            ++tries_;
            co_await wake_.wait(retry_wait(tries_, ended == Ended::refused, spread()));
        }
    }
}

/// Runs one session from taking the lease until it ends or the lease is lost. Throws database errors.
boost::asio::awaitable<Poller::Ended> Poller::turn(const config::Mailbox& mailbox) {
    const auto state = co_await offload(parts_.database.thread(), [&] {
        return parts_.database.stores().mailboxes.claim(replay_clock(mailbox), mailbox.folder, owner(), mailbox_lease);
    });
    if (!state) co_return Ended::held_elsewhere;
    using namespace boost::asio::experimental::awaitable_operators;
    const auto ended = co_await (serve(mailbox, *state) || keep_lease(state->id));
    if (ended.index() == 1) {
        spdlog::warn("mailbox={} the lease is lost, another daemon reads it", name_);
        co_return Ended::held_elsewhere;
    }
    co_await offload(parts_.database.thread(), [&] { parts_.database.stores().mailboxes.release(state->id, owner()); });
    co_return std::get<0>(ended);
}

/// Renews the lease; returns when it is lost. Throws only when cancelled: with any other exception `turn` would still
/// wait for the other branch.
boost::asio::awaitable<void> Poller::keep_lease(storage::MailboxId id) {
    auto held_until = std::chrono::steady_clock::now() + mailbox_lease;
    boost::asio::steady_timer timer(io_);
    while (std::chrono::steady_clock::now() < held_until) {
        timer.expires_after(lease_renewal);
        co_await timer.async_wait(boost::asio::use_awaitable);
        const auto asked = std::chrono::steady_clock::now();
        try {
            const bool renewed = co_await offload(
                parts_.database.thread(), [&] { return parts_.database.stores().mailboxes.renew(id, owner(), mailbox_lease); });
            if (!renewed) co_return;
            held_until = asked + mailbox_lease;
        } catch (const std::exception& error) {
            spdlog::warn("mailbox={} the lease cannot be renewed: {}", name_, error.what());
        }
    }
}

/// Runs one connection. Throws only when cancelled: see `keep_lease`.
boost::asio::awaitable<Poller::Ended> Poller::serve(const config::Mailbox& mailbox, storage::MailboxState state) {
    const auto runtime = parts_.runtime();
    mail::ImapClient client(io_, settings_of(mailbox, runtime->config()));
    Step step;
    Ended ended = Ended::broken;
    client_ = &client;
    try {
        step = co_await converse(mailbox, client, std::move(state));
        if (step) ended = Ended::asked;
        if (!step && step.error().kind == config::Error::Kind::permanent) ended = Ended::refused;
        if (!step && !stopping_) co_await report(mailbox, step.error());
    } catch (const std::exception& error) {
        spdlog::error("mailbox={} cannot be read now: {}", name_, error.what());
    }
    client_ = nullptr;
    co_return ended;
}

boost::asio::awaitable<Poller::Step> Poller::converse(const config::Mailbox& mailbox, mail::ImapClient& client,
                                                      storage::MailboxState state) {
    Step step = co_await client.connect();
    if (step) step = co_await log_in(mailbox, client);
    if (!step) co_return step;
    PollerFolder folder(mailbox, parts_, client, std::move(state), failures_);
    step = co_await folder.open();
    while (step && !stopping_ && !reloading_) {
        static_cast<void>(client.mail_arrived());
        step = co_await folder.take_all(stopping_);
        if (!step) break;
        tries_ = 0;
        complaint_.over();
        if (!stopping_ && !reloading_) step = co_await wait_for_mail(mailbox, client);
    }
    if (step) co_await client.logout();
    co_return step;
}

boost::asio::awaitable<Poller::Step> Poller::log_in(const config::Mailbox& mailbox, mail::ImapClient& client) {
    if (mailbox.oauth2_command.empty() && mailbox.oauth2_token_file.empty()) {
        const auto password = co_await offload(parts_.pool, [&] { return mail::read_secret(mailbox.password_file); });
        if (!password) co_return tl::unexpected(password.error());
        co_return co_await client.login(mailbox.user, *password);
    }
    const bool is_fresh = token_.empty() || mailbox.oauth2_command.empty();
    if (is_fresh) {
        auto token = co_await offload(parts_.pool, [&] {
            return mailbox.oauth2_command.empty() ? mail::read_secret(mailbox.oauth2_token_file)
                                                  : mail::run_token_command(mailbox.oauth2_command, token_patience);
        });
        if (!token) co_return tl::unexpected(token.error());
        token_ = std::move(*token);
    }
    Step shown = co_await client.login_with_token(mailbox.user, token_);
    if (shown || shown.error().kind == config::Error::Kind::temporary) co_return shown;
    token_.clear();
    if (is_fresh) co_return shown;
    // The token has most likely expired. A fresh one is tried once, on a new connection.
    again_at_once_ = true;
    co_return config::temporary("The access token was refused, a fresh one is fetched.");
}

boost::asio::awaitable<Poller::Step> Poller::wait_for_mail(const config::Mailbox& mailbox, mail::ImapClient& client) {
    const std::chrono::milliseconds poll = mailbox.poll;
    // Even with IDLE the folder is checked every `poll`: some servers report new mail late or never.
    if (client.offers("IDLE")) {
        Step idled = co_await client.idle(std::min(poll, longest_idle));
        co_return idled;
    }
    co_await wake_.wait(std::min(poll, longest_silence));
    Step alive;
    if (!stopping_ && !reloading_) alive = co_await client.noop();
    co_return alive;
}

/// Logs every failure. The admin gets a mail only about failures that persist.
boost::asio::awaitable<void> Poller::report(const config::Mailbox& mailbox, const config::Error& error) {
    const bool refused = error.kind == config::Error::Kind::permanent;
    if (refused) {
        spdlog::error("mailbox={} is refused, no mail comes from it: {}", name_, error.what);
    } else {
        spdlog::warn("mailbox={} the connection ended, try {}: {}", name_, tries_ + 1, error.what);
    }
    // An expired token is not worth a mail: a fresh one is being fetched.
    if (again_at_once_ || !complaint_.is_due(refused, std::chrono::steady_clock::now())) co_return;
    const auto runtime = parts_.runtime();
    const auto now = wall_clock();
    const auto text = refused ? fmt::format(
                                    "The mailbox {} ({}) refuses us:\n\n    {}\n\nNo mail from it becomes a ticket until "
                                    "that is put right. We try again from time to time, longest after an hour; SIGHUP "
                                    "makes us try at once. You are told once.\n",
                                    name_, replay_clock(mailbox), error.what)
                              : fmt::format(
                                    "The mailbox {} ({}) could not be read for {} minutes. The last try ended so:\n\n    "
                                    "{}\n\nNo mail from it becomes a ticket until that is over. We go on trying, "
                                    "longest after {} minutes. You are told once.\n",
                                    name_, replay_clock(mailbox), Complaint::timeout.count(), error.what,
                                    std::chrono::ceil<std::chrono::minutes>(longest_wait * 1.5).count());
    const auto note = admin_notice(*runtime, fmt::format("No mail comes from {}", name_), text, now);
    co_await offload(parts_.database.thread(), [&] { parts_.database.stores().mailboxes.note(note, now); });
    parts_.outbox.wake();
}

}  // namespace ticketd
