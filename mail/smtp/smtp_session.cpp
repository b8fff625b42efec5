// Runs one SMTP, submission or LMTP session: the reading loop and the deadlines.
// No error here is fatal to the server. A peer that breaks a limit is told so and loses its connection.
#include "mail/smtp/smtp_session.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

// Applies to all coroutines here: g++ 12 lays out the frame wrongly when a co_await is in the condition of if, while
// or switch, so its result is stored in a variable first.
namespace mail {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t buffer_bytes = 32 * 1024;
constexpr std::string_view timed_out = "421 4.4.2 Timeout, closing connection";
constexpr std::string_view too_slow = "421 4.4.2 Too slow, closing connection";
constexpr std::string_view going_away = "421 4.3.2 Service shutting down";

}  // namespace

SmtpSession::SmtpSession(std::shared_ptr<SmtpShared> shared, std::shared_ptr<const SmtpTerms> terms, config::Listen listen,
                         SmtpPeer peer, TlsStream::Socket socket)
    : shared_(std::move(shared)),
      terms_(std::move(terms)),
      listen_(std::move(listen)),
      peer_(std::move(peer)),
      stream_(std::move(socket)),
      // Four lines at least, so that a line that is too long is detected before the buffer is full.
      buffer_(std::max(buffer_bytes, 4 * static_cast<std::size_t>(terms_->settings.limits.command_bytes))),
      began_(Clock::now()),
      session_began_(began_) {}

asio::awaitable<void> SmtpSession::run() {
    if (listen_.tls) {
        const bool secure = co_await handshake();
        if (!secure) co_return;
    }
    open();
    while (!over_) {
        const bool sent = co_await flush();
        if (!sent) break;
        const bool more = co_await fill();
        if (!more) break;
        co_await serve_lines();
    }
    co_await leave();
}

/// RFC 5321 4.3.1: a client waits for the greeting. One that does not wait ignores our replies, or is a web browser
/// that was made to talk to us. We do not delay the greeting to find out: only input that has already arrived counts.
void SmtpSession::open() {
    if (!listen_.tls && stream_.has_input()) {
        log("spoke before the greeting");
        shared_->backend.count("rejected");
        return close_with("554 5.5.1 You spoke before the greeting");
    }
    reply(fmt::format("220 {} {} ready", terms_->settings.hostname, is_lmtp() ? "LMTP" : "ESMTP"));
}

asio::awaitable<bool> SmtpSession::flush() {
    if (out_.empty()) co_return true;
    const bool sent = co_await stream_.write(out_);
    out_.clear();
    if (!sent) over_ = true;
    co_return sent;
}

/// Reads more bytes. False: the connection has ended, or the session is cut.
asio::awaitable<bool> SmtpSession::fill() {
    if (shared_->draining && phase_ == Phase::command) last_word_ = going_away;
    if (last_word_.empty()) {
        const auto bytes = co_await stream_.read_some(buffer_.space());
        buffer_.commit(bytes);
        window_bytes_ += static_cast<std::int64_t>(bytes);
        if (bytes > 0 && last_word_.empty()) co_return true;
    }
    over_ = true;
    if (!last_word_.empty()) reply(last_word_);
    co_return false;
}

asio::awaitable<void> SmtpSession::serve_lines() {
    const auto limit = static_cast<std::size_t>(limits().command_bytes);
    while (!over_) {
        const auto next = lines_.next(buffer_, limit);
        if (next.what == CommandReader::What::nothing_yet) co_return;
        enter(Phase::command);
        erred_ = false;
        auto step = Step::next;
        std::string argument;
        if (next.what == CommandReader::What::line) {
            step = handle_command(next.text);
            if (step == Step::auth) argument = read_command(next.text).argument;
        } else {
            refuse_line(next.what);
        }
        if (step == Step::data) co_await take_data();
        if (step == Step::starttls) co_await start_tls();
        if (step == Step::auth) co_await authenticate(std::move(argument));
        if (step != Step::next) enter(Phase::command);
        if (erred_) co_await after_error();
    }
}

/// Closes in such a way that the peer can read our last reply. Closing with unread input would send a reset, which
/// may overtake the reply. So our direction ends first, and further input is read and discarded for a short while.
asio::awaitable<void> SmtpSession::leave() {
    enter(Phase::leaving);
    buffer_.clear();
    const bool sent = co_await flush();
    if (!sent) co_return;
    co_await stream_.finish();
    std::size_t dropped = 0;
    while (dropped < 16 * buffer_bytes) {
        const auto bytes = co_await stream_.read_some(buffer_.space());
        if (bytes == 0) break;
        dropped += bytes;
    }
    stream_.close();
}

asio::awaitable<void> SmtpSession::pause(std::chrono::milliseconds span) {
    const auto before = phase_;
    enter(Phase::working);
    asio::steady_timer timer(co_await asio::this_coro::executor, span);
    const auto [ignored] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(ignored);
    enter(before);
}

asio::awaitable<void> SmtpSession::after_error() {
    ++errors_;
    if (errors_ >= limits().hard_errors) {
        log("too many errors");
        shared_->backend.count("too-many");
        close_with("421 4.7.0 Too many errors");
    } else if (errors_ > limits().soft_errors) {
        co_await pause(terms_->settings.pace.tarpit);
    }
}

void SmtpSession::reply(std::string_view line) {
    out_.append(line);
    out_.append("\r\n");
}

/// Refuses a client's error, which counts towards its limit of errors.
void SmtpSession::refuse(std::string_view line) {
    erred_ = true;
    reply(line);
}

void SmtpSession::refuse_line(CommandReader::What why) {
    refuse(why == CommandReader::What::too_long ? "500 5.5.2 Line too long" : "500 5.5.2 Bare CR, bare LF or NUL in a command");
}

void SmtpSession::enter(Phase phase) {
    phase_ = phase;
    began_ = Clock::now();
    window_bytes_ = 0;
}

/// Sends the last reply and ignores all further input.
void SmtpSession::close_with(std::string_view line) {
    reply(line);
    over_ = true;
}

void SmtpSession::log(std::string_view what) {
    const std::string_view who = peer_.address.empty() ? std::string_view("unix socket") : std::string_view(peer_.address);
    shared_->backend.log(fmt::format("smtp: {}: {}", who, what));
}

void SmtpSession::check(Clock::time_point now, bool stressed) {
    const auto& pace = terms_->settings.pace;
    const auto spent = now - began_;
    switch (phase_) {
        case Phase::working:
            return;  // the peer waits for us
        case Phase::leaving:
            if (spent > 2s) stream_.close();
            return;
        case Phase::command:
        case Phase::handshake: {
            const std::chrono::milliseconds timeout = std::chrono::seconds(limits().command_seconds);
            if (spent > (stressed ? std::min(timeout, pace.stressed_command) : timeout)) last_word_ = timed_out;
            break;
        }
        case Phase::data:
            if (spent > pace.data_window) {
                if (window_bytes_ * 1000 < pace.data_floor * pace.data_window.count()) last_word_ = too_slow;
                enter(Phase::data);
            }
            break;
    }
    if (now - session_began_ > std::chrono::seconds(limits().session_seconds)) last_word_ = timed_out;
    if (last_word_.empty()) return;
    log(last_word_);
    stream_.cancel();
    enter(Phase::leaving);  // a peer that does not even read gets two more seconds
}

void SmtpSession::drain() {
    if (phase_ != Phase::command || !last_word_.empty()) return;
    last_word_ = going_away;
    stream_.cancel();
}

}  // namespace mail
