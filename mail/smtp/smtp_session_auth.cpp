// Implements STARTTLS (RFC 3207) and AUTH (RFC 4954) of a session.
#include "mail/smtp/smtp_session.hpp"

#include "config/base/ascii.hpp"
#include "mail/net/sasl.hpp"

namespace mail {

namespace asio = boost::asio;

namespace {
constexpr int max_failed_logins = 3;
}

bool SmtpSession::offers_auth() const {
    if (listen_.protocol != config::Listen::Protocol::submission || !technician_.empty()) return false;
    return stream_.is_tls() || (listen_.plain_auth_on_loopback && peer_.loopback);
}

asio::awaitable<bool> SmtpSession::handshake() {
    enter(Phase::handshake);
    const auto error = co_await stream_.start_tls(terms_->tls, asio::ssl::stream_base::server, {});
    enter(Phase::command);
    if (!error) co_return true;
    log("TLS handshake failed: " + error.message());
    shared_->backend.count("tls-failed");
    over_ = true;
    co_return false;
}

asio::awaitable<void> SmtpSession::start_tls() {
    if (!offers_starttls()) {
        refuse(stream_.is_tls() ? "503 5.5.1 TLS is active already" : "502 5.5.1 Command not implemented");
        co_return;
    }
    // RFC 3207 4: nothing sent before TLS may be used after it. Commands after STARTTLS in the same packet come from
    // an attacker, who puts them in front of the client's (injection), or from a broken client. The session ends in
    // both cases.
    if (!buffer_.unread().empty()) {
        log("commands behind STARTTLS");
        close_with("501 5.5.1 Nothing may follow STARTTLS");
        co_return;
    }
    reply("220 2.0.0 Ready to start TLS");
    const bool sent = co_await flush();
    if (!sent) co_return;
    const bool secure = co_await handshake();
    if (!secure) co_return;
    buffer_.clear();
    lines_.reset();
    reset_transaction();
    helo_.clear();
    extensions_ = false;
    technician_.clear();
}

/// Sends a 334 and waits for the line that answers it. nullopt: the session or the exchange is over, and the reply
/// has been given.
asio::awaitable<std::optional<std::string>> SmtpSession::challenge(std::string_view prompt) {
    reply("334 " + encode_sasl(prompt));
    for (;;) {
        const auto next = lines_.next(buffer_, static_cast<std::size_t>(limits().command_bytes));
        if (next.what == CommandReader::What::line) {
            if (next.text != "*") co_return std::string(next.text);
            refuse("501 5.7.0 Authentication cancelled");
            co_return std::nullopt;
        }
        if (next.what != CommandReader::What::nothing_yet) {
            refuse_line(next.what);
            co_return std::nullopt;
        }
        const bool sent = co_await flush();
        if (!sent) co_return std::nullopt;
        const bool more = co_await fill();
        if (!more) co_return std::nullopt;
    }
}

/// Reads PLAIN with or without an initial response, or LOGIN. False: the exchange is over, and the reply has been given.
asio::awaitable<bool> SmtpSession::read_credentials(std::string argument, std::string& user, std::string& password) {
    const auto blank = std::min(argument.find(' '), argument.size());
    const std::string mechanism = argument.substr(0, blank);
    std::optional<std::string> answer;
    if (blank < argument.size()) answer = argument.substr(blank + 1);
    if (answer == "=") answer = "";  // RFC 4954 4: an empty initial response
    const bool plain = ascii::equal(mechanism, "PLAIN");
    if (!plain && !ascii::equal(mechanism, "LOGIN")) {
        refuse("504 5.5.4 Mechanism not known here");
        co_return false;
    }
    if (!answer) answer = co_await challenge(plain ? "" : "Username:");
    if (!answer) co_return false;
    auto first = decode_sasl(*answer);
    wipe(*answer);
    if (plain) {
        auto found = first ? read_plain(*first) : std::nullopt;
        if (first) wipe(*first);
        if (!found) {
            refuse("501 5.5.2 Malformed credentials");
            co_return false;
        }
        user = std::move(found->user);
        password = std::move(found->password);
        co_return true;
    }
    std::optional<std::string> line;
    std::optional<std::string> second;
    if (first) {
        line = co_await challenge("Password:");
        if (!line) co_return false;
        second = decode_sasl(*line);
    }
    if (!second) {
        refuse("501 5.5.2 Malformed credentials");
        co_return false;
    }
    user = std::move(*first);
    password = std::move(*second);
    wipe(*line);
    co_return true;
}

asio::awaitable<void> SmtpSession::authenticate(std::string argument) {
    if (listen_.protocol != config::Listen::Protocol::submission) {
        refuse("502 5.5.1 Command not implemented");
        co_return;
    }
    if (helo_.empty() || !technician_.empty() || has_mail_) {
        refuse(helo_.empty() ? "503 5.5.1 Say EHLO first" : "503 5.5.1 Not at this point");
        co_return;
    }
    if (!offers_auth()) {
        refuse("538 5.7.11 Encryption required: STARTTLS first");
        co_return;
    }
    std::string user;
    std::string password;
    const bool complete = co_await read_credentials(std::move(argument), user, password);
    if (!complete) co_return;
    enter(Phase::working);
    std::optional<std::string> technician;
    try {
        technician = co_await shared_->backend.authenticate(std::move(user), std::move(password));
    } catch (const std::exception& trouble) {
        log(std::string("authentication failed: ") + trouble.what());
        reply("454 4.7.0 Temporary authentication failure");
        co_return;
    }
    if (technician && !technician->empty()) {
        technician_ = std::move(*technician);
        reply("235 2.7.0 Authentication successful");
        co_return;
    }
    shared_->backend.count("auth-failed");
    log("wrong user or password");
    co_await pause(terms_->settings.pace.auth_failure);
    refuse("535 5.7.8 Wrong user or password");
    if (++failed_logins_ >= max_failed_logins) close_with("421 4.7.0 Too many failed logins");
}

}  // namespace mail
