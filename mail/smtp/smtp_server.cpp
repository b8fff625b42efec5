// Manages listeners, counts sessions and watches their deadlines. A listener that cannot accept (no descriptors left)
// waits and tries again. Only a bad address or certificate is fatal, and only at the start.
#include "mail/smtp/smtp_server.hpp"

#include "mail/smtp/smtp_listener.hpp"
#include "mail/smtp/smtp_session.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <map>
#include <set>

namespace mail {

namespace asio = boost::asio;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

using Socket = TlsStream::Socket;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr auto watch_every = 250ms;

}  // namespace

std::string SmtpShared::next_queue_id(config::Instant now) {
    constexpr std::string_view digits = "0123456789abcdefghjkmnpqrstvwxyz";
    last_queue_id = std::max(last_queue_id + 1, config::to_micros(now));
    std::string word;
    for (auto left = static_cast<std::uint64_t>(last_queue_id); left > 0; left /= digits.size())
        word.insert(word.begin(), digits[left % digits.size()]);
    return word;
}

const std::string& SmtpShared::date_at(config::Instant now) {
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != date_of) {
        date = config::format_rfc5322(second);
        date_of = second;
    }
    return date;
}

struct SmtpServer::Impl {
    struct Listener {
        SmtpAcceptor acceptor;
        config::Listen where;
        std::filesystem::path own_file;  // the socket file that we created and will remove
        bool open = true;
    };

    /// A session and its place in the counts, which is taken when the connection is accepted.
    struct SessionSlot {
        template <class... Args>
        explicit SessionSlot(std::shared_ptr<Impl> server, Args&&... args)
            : impl(std::move(server)), session(std::forward<Args>(args)...) {
            key = counted_as(session.peer());
            impl->sessions.insert(&session);
            ++impl->per_peer[key];
        }
        ~SessionSlot() {
            impl->sessions.erase(&session);
            if (--impl->per_peer[key] == 0) impl->per_peer.erase(key);
        }
        SessionSlot(const SessionSlot&) = delete;
        SessionSlot& operator=(const SessionSlot&) = delete;

        std::shared_ptr<Impl> impl;
        SmtpSession session;
        std::string key;
    };

    Impl(asio::any_io_executor executor, Settings settings, SmtpBackend& backend)
        : io(std::move(executor)), shared(std::make_shared<SmtpShared>(SmtpShared{backend, false, false, {}, {}, 0})) {
        auto fresh = std::make_shared<SmtpTerms>();
        fresh->settings = std::move(settings);
        terms = std::move(fresh);
    }

    static asio::awaitable<void> accept_all(std::shared_ptr<Impl> self, std::shared_ptr<Listener> listener);
    static asio::awaitable<void> serve(std::unique_ptr<SessionSlot> slot);
    static asio::awaitable<void> watch(std::shared_ptr<Impl> self);
    void admit(const std::shared_ptr<Impl>& self, const Listener& listener, Socket socket);
    [[nodiscard]] bool has_room(const SmtpPeer& peer) const;
    [[nodiscard]] bool stressed() const {
        return sessions.size() * 5 > static_cast<std::size_t>(terms->settings.limits.sessions) * 4;
    }
    void stop_accepting();
    /// Completion handler for co_spawn: logs the exception that ended a coroutine.
    [[nodiscard]] auto logger(const char* who) {
        return [shared = shared, who](const std::exception_ptr& trouble) {
            if (!trouble || shared->gone) return;
            try {
                std::rethrow_exception(trouble);
            } catch (const std::exception& error) {
                shared->backend.log(fmt::format("smtp: {}: {}", who, error.what()));
            }
        };
    }

    asio::any_io_executor io;
    std::shared_ptr<SmtpShared> shared;      // shared with the sessions
    std::shared_ptr<const SmtpTerms> terms;  // the newest; sessions keep the one they began with
    bool tls_read = false;
    std::vector<std::shared_ptr<Listener>> listeners;  // shared with their accept loops
    std::set<SmtpSession*> sessions;
    std::map<std::string, int> per_peer;
    bool watching = false;
};

asio::awaitable<void> SmtpServer::Impl::accept_all(std::shared_ptr<Impl> self, std::shared_ptr<Listener> listener) {
    while (listener->open) {
        auto [error, socket] = co_await listener->acceptor.async_accept(as_result);
        if (!listener->open) break;
        if (!error) {
            self->admit(self, *listener, std::move(socket));
        } else if (error != asio::error::connection_aborted) {
            self->shared->backend.log("smtp: cannot accept: " + error.message());
            asio::steady_timer rest(self->io, 100ms);
            const auto [ignored] = co_await rest.async_wait(as_result);
            static_cast<void>(ignored);
        }
    }
}

bool SmtpServer::Impl::has_room(const SmtpPeer& peer) const {
    const auto& limits = terms->settings.limits;
    if (sessions.size() >= static_cast<std::size_t>(limits.sessions)) return false;
    const auto known = per_peer.find(counted_as(peer));
    const bool trusted = peer.trusted || peer.address.empty();
    return known == per_peer.end() || known->second < (trusted ? limits.sessions_per_trusted_peer : limits.sessions_per_peer);
}

void SmtpServer::Impl::admit(const std::shared_ptr<Impl>& self, const Listener& listener, Socket socket) {
    auto peer = describe_peer(socket, listener.where, terms->settings.trusted_peers);
    error_code ignored;
    if (!has_room(peer)) {
        shared->backend.count("too-many");
        socket.non_blocking(true, ignored);
        const std::string_view sorry = "421 4.7.0 Too many sessions, try again later\r\n";
        if (!listener.where.tls) socket.write_some(asio::buffer(sorry.data(), sorry.size()), ignored);
        return;
    }
    // We send one write per group of replies, so waiting for more data would only add delay.
    if (!peer.address.empty()) socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    auto slot = std::make_unique<SessionSlot>(self, shared, terms, listener.where, std::move(peer), std::move(socket));
    asio::co_spawn(io, serve(std::move(slot)), logger("session"));
    if (!watching) {
        watching = true;
        asio::co_spawn(io, watch(self), logger("watch"));
    }
}

asio::awaitable<void> SmtpServer::Impl::serve(std::unique_ptr<SessionSlot> slot) {
    co_await slot->session.run();
}

/// Runs one timer for all sessions, which stops when there are none. A deadline then costs an occasional comparison
/// instead of a timer for each read.
asio::awaitable<void> SmtpServer::Impl::watch(std::shared_ptr<Impl> self) {
    asio::steady_timer tick(self->io);
    for (;;) {
        tick.expires_after(watch_every);
        const auto [ignored] = co_await tick.async_wait(as_result);
        static_cast<void>(ignored);
        if (self->sessions.empty() || self->shared->gone) break;
        const auto now = SmtpSession::Clock::now();
        const bool stress = self->stressed();
        for (auto* session : self->sessions)
            session->check(now, stress);
    }
    self->watching = false;
}

void SmtpServer::Impl::stop_accepting() {
    for (const auto& listener : listeners) {
        if (!listener->open) continue;
        listener->open = false;
        error_code ignored;
        listener->acceptor.close(ignored);
        std::error_code gone;
        if (!listener->own_file.empty()) std::filesystem::remove(listener->own_file, gone);
    }
}

SmtpServer::SmtpServer(asio::any_io_executor io, Settings settings, SmtpBackend& backend)
    : impl_(std::make_shared<Impl>(std::move(io), std::move(settings), backend)) {}

SmtpServer::~SmtpServer() {
    impl_->stop_accepting();
    impl_->shared->gone = true;
    for (auto* session : impl_->sessions)
        session->close();
}

config::Result<void> SmtpServer::listen(const config::Listen& where, int inherited) {
    if (!impl_->tls_read) {
        if (auto read = reconfigure(impl_->terms->settings); !read) return read;
    }
    if (where.tls && !impl_->terms->tls) {
        return config::permanent("Cannot listen with TLS on " + name_of(where.at) + ": no certificate is configured");
    }
    auto opened = inherited >= 0 ? adopt_listener(impl_->io, where.at, inherited) : open_listener(impl_->io, where.at);
    if (!opened) return tl::unexpected(opened.error());
    const auto own_file = inherited >= 0 ? std::filesystem::path() : where.at.unix_path;
    auto listener = std::make_shared<Impl::Listener>(Impl::Listener{std::move(*opened), where, own_file, true});
    impl_->listeners.push_back(listener);
    asio::co_spawn(impl_->io, Impl::accept_all(impl_, listener), impl_->logger("listener"));
    return {};
}

config::Result<void> SmtpServer::reconfigure(Settings settings) {
    auto tls = make_server_tls(settings.tls);
    if (!tls) return tl::unexpected(tls.error());
    auto fresh = std::make_shared<SmtpTerms>();
    fresh->settings = std::move(settings);
    fresh->tls = std::move(*tls);
    impl_->terms = std::move(fresh);
    impl_->tls_read = true;
    return {};
}

void SmtpServer::drain() {
    impl_->shared->draining = true;
    impl_->stop_accepting();
    for (auto* session : impl_->sessions)
        session->drain();
}

bool SmtpServer::drained() const {
    return impl_->shared->draining && impl_->sessions.empty();
}

int SmtpServer::sessions() const {
    return static_cast<int>(impl_->sessions.size());
}

std::vector<std::uint16_t> SmtpServer::ports() const {
    std::vector<std::uint16_t> found;
    for (const auto& listener : impl_->listeners)
        found.push_back(port_of(listener->acceptor));
    return found;
}

}  // namespace mail
