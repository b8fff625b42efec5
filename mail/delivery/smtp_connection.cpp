// Prepares a connection to a smarthost for sending: look-up, TCP, greeting, EHLO, TLS, AUTH. Also contains the
// reading and writing.
// Any failure ends only this connection; `trouble` says what it means for the mails.
#include "mail/delivery/smtp_connection.hpp"

#include "mail/net/sasl.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fstream>

namespace mail {

namespace asio = boost::asio;
using boost::system::error_code;
using What = DeliveryResult::What;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t buffer_bytes = 16 * 1024;

/// The first line of the file; nullopt when it is empty or the file cannot be read.
std::optional<std::string> read_password(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string password;
    if (!std::getline(in, password)) return std::nullopt;
    if (password.ends_with('\r')) password.pop_back();
    if (password.empty()) return std::nullopt;
    return password;
}

}  // namespace

SmtpConnection::SmtpConnection(asio::any_io_executor io, const SmtpRoute& route)
    : io_(std::move(io)),
      route_(route),
      resolver_(io_),
      dialing_(io_),
      timer_(io_),
      alive_(std::make_shared<int>(0)),
      buffer_(buffer_bytes) {}

SmtpConnection::~SmtpConnection() {
    // RFC 5321 4.1.1.10 asks for QUIT. We do not wait for its reply; under TLS it is not sent, which does no harm.
    if (stream_ && !is_over() && phase_ != Phase::begun) stream_->write_now("QUIT\r\n");
}

asio::awaitable<std::optional<DeliveryResult>> SmtpConnection::open(bool plain) {
    bool ok = co_await dial();
    if (ok && route_.where.kind == config::Outgoing::Kind::smtps) ok = co_await start_tls(true);
    if (ok) ok = co_await greet();
    if (ok) ok = co_await hello();
    if (ok) ok = co_await secure(plain);
    if (ok && !route_.where.user.empty()) ok = co_await log_in();
    timer_.cancel();
    phase_ = ok ? Phase::ready : Phase::over;
    if (ok) co_return std::nullopt;
    co_return trouble_;
}

asio::awaitable<bool> SmtpConnection::dial() {
    set_deadline(route_.timeouts.connect);
    const auto& where = route_.where;
    // A hanging look-up is limited only by resolv.conf, because getaddrinfo cannot be interrupted.
    auto [unknown, found] = co_await resolver_.async_resolve(where.host, std::to_string(where.port), as_result);
    if (unknown) {
        lose("cannot look up " + where.host + ": " + unknown.message());
        co_return false;
    }
    const auto [error, endpoint] = co_await asio::async_connect(dialing_, found, as_result);
    if (error) {
        lose("cannot connect to " + where.host + ": " + error.message());
        co_return false;
    }
    error_code ignored;
    dialing_.set_option(asio::ip::tcp::no_delay(true), ignored);
    on_loopback_ = endpoint.address().is_loopback();
    stream_ = std::make_unique<TlsStream>(std::move(dialing_));
    co_return true;
}

asio::awaitable<bool> SmtpConnection::greet() {
    const auto greeting = co_await read_reply(route_.timeouts.greeting);
    if (greeting.code == 220) co_return true;
    co_return refuse(greeting);
}

asio::awaitable<bool> SmtpConnection::hello() {
    auto reply = co_await ask("EHLO " + route_.helo);
    offers_ = {};
    if (reply.is(2)) {
        offers_ = read_offers(reply);
        co_return true;
    }
    if (reply.is(5)) reply = co_await ask("HELO " + route_.helo);  // RFC 5321 3.2
    if (reply.is(2)) co_return true;
    co_return refuse(reply);
}

/// Whether the certificate must be verified. It always must be where a password crosses a network.
bool SmtpConnection::must_verify() const {
    return route_.where.kind != config::Outgoing::Kind::smtp || (!route_.where.user.empty() && !on_loopback_);
}

asio::awaitable<bool> SmtpConnection::secure(bool plain) {
    if (stream_->is_tls()) co_return true;
    const bool verify = must_verify();
    if (!offers_.starttls) {
        if (!verify || on_loopback_) co_return true;
        co_return fail(What::smarthost_refused, "the smarthost offers no STARTTLS");
    }
    if (plain && !verify) co_return true;
    const auto ready = co_await ask("STARTTLS");
    if (ready.code != 220) {
        if (ready.code != 0 && !ready.is(2) && ready.code != 421 && !verify) co_return true;  // opportunistic: go on without
        co_return refuse(ready);
    }
    // Data that came along with the 220 was unprotected, so anybody may have injected it (RFC 3207 5).
    if (!buffer_.unread().empty()) {
        lose("data before the TLS handshake");
        co_return false;
    }
    const bool done = co_await start_tls(verify);
    if (!done) co_return false;
    const bool again = co_await hello();  // RFC 3207 4.2: earlier offers are discarded
    co_return again;
}

asio::awaitable<bool> SmtpConnection::start_tls(bool verify) {
    auto context = make_client_tls(route_.tls, verify, route_.where.host);
    if (!context) co_return fail(What::smarthost_refused, context.error().what);
    set_deadline(route_.timeouts.tls);
    const auto error = co_await stream_->start_tls(std::move(*context), asio::ssl::stream_base::client, route_.where.host);
    if (error) {
        tls_ = Tls::failed;
    } else {
        tls_ = verify ? Tls::verified : Tls::unverified;
        co_return true;
    }
    // A wrong certificate will still be wrong the next time; a broken connection may work again.
    const bool refused = error.category() == asio::error::get_ssl_category() && !timed_out_;
    co_return fail(refused && verify ? What::smarthost_refused : What::deferred,
                   "TLS with " + route_.where.host + " failed: " + (timed_out_ ? std::string("timeout") : error.message()));
}

asio::awaitable<bool> SmtpConnection::log_in() {
    if (tls_ != Tls::verified && !on_loopback_)
        co_return fail(What::smarthost_refused, "no password goes out without verified TLS");
    if (!offers_.auth_plain && !offers_.auth_login) {
        co_return fail(What::smarthost_refused, "the smarthost offers neither AUTH PLAIN nor LOGIN");
    }
    auto password = read_password(route_.where.password_file);
    if (!password) co_return fail(What::smarthost_refused, "cannot read " + route_.where.password_file.string());
    const auto reply = co_await exchange_password(std::move(*password));
    if (reply.code == 235) co_return true;
    co_return refuse(reply);
}

/// Logs in with PLAIN in one step, else with LOGIN in three (RFC 4954 4, RFC 4616).
asio::awaitable<SmtpReply> SmtpConnection::exchange_password(std::string password) {
    using namespace std::string_literals;
    SmtpReply reply;
    if (offers_.auth_plain) {
        auto message = "\0"s + route_.where.user + "\0"s + password;
        reply = co_await ask("AUTH PLAIN " + encode_sasl(message));
        wipe(message);
    } else {
        reply = co_await ask("AUTH LOGIN");
        if (reply.code == 334) reply = co_await ask(encode_sasl(route_.where.user));
        if (reply.code == 334) reply = co_await ask(encode_sasl(password));
    }
    wipe(password);
    co_return reply;
}

asio::awaitable<SmtpReply> SmtpConnection::read_reply(std::chrono::milliseconds timeout) {
    SmtpReply reply;
    bool waiting = false;
    for (;;) {
        const auto what = is_over() ? ReplyReader::What::nothing_yet : replies_.next(buffer_, reply);
        if (what == ReplyReader::What::reply) co_return reply;
        if (what == ReplyReader::What::malformed) lose("the answer is not SMTP");
        if (is_over()) co_return SmtpReply();
        if (!waiting) set_deadline(timeout);  // for the whole reply, not for each byte
        waiting = true;
        const auto bytes = co_await stream_->read_some(buffer_.space());
        buffer_.commit(bytes);
        if (bytes == 0) lose("connection lost");
    }
}

asio::awaitable<bool> SmtpConnection::write(std::string_view bytes, std::chrono::milliseconds timeout) {
    if (is_over()) co_return false;
    set_deadline(timeout);
    const bool sent = co_await stream_->write(bytes);
    if (!sent) lose("connection lost");
    co_return sent;
}

asio::awaitable<SmtpReply> SmtpConnection::ask(std::string command) {
    command += "\r\n";
    const bool sent = co_await write(command, route_.timeouts.command);
    wipe(command);
    if (!sent) co_return SmtpReply();
    auto reply = co_await read_reply(route_.timeouts.command);
    co_return reply;
}

/// Sets the end of the current step, which is the end of the call at the latest.
void SmtpConnection::set_deadline(std::chrono::milliseconds timeout) {
    timer_.expires_at(std::min(Clock::now() + timeout, call_ends_));
    timer_.async_wait([this, alive = std::weak_ptr<int>(alive_)](const error_code& error) {
        // The handler of a wait that had just ended may run after the timer was set again.
        if (error || alive.expired() || Clock::now() < timer_.expiry()) return;
        timed_out_ = true;
        resolver_.cancel();
        error_code ignored;
        dialing_.close(ignored);
        if (stream_) stream_->close();
    });
}

bool SmtpConnection::fail(What what, std::string why) {
    trouble_ = {what, std::move(why)};
    phase_ = Phase::over;
    return false;
}

/// Records that the peer refuses us as a whole, permanently or for now.
bool SmtpConnection::refuse(const SmtpReply& reply) {
    if (reply.code == 0) return false;  // lost; the reason is already recorded
    return fail(reply.is(5) ? What::smarthost_refused : What::deferred, reply.printable());
}

void SmtpConnection::lose(std::string_view how) {
    if (is_over()) return;
    fail(What::deferred, timed_out_ ? "timeout" : std::string(how));
    if (stream_) stream_->close();
}

bool SmtpConnection::usable() {
    return stream_ && !is_over() && !timed_out_ && buffer_.unread().empty() && !stream_->has_input();
}

}  // namespace mail
