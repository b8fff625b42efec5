// Implements the ways to log in. Each makes only one attempt, because servers lock out clients after repeated failures.
#include "mail/imap/imap_connection.hpp"

#include "config/base/ascii.hpp"
#include "mail/net/sasl.hpp"

#include <algorithm>

namespace mail {

namespace asio = boost::asio;
using config::Result;

namespace {

bool fits_quotes(std::string_view text) {
    return text.size() < 500 &&
           std::all_of(text.begin(), text.end(), [](char c) { return !ascii::is_control(c) && !ascii::is_high(c); });
}

/// LOGIN user password. A word that cannot be quoted is sent as a literal, which waits for the server's "+".
std::vector<std::string> login_pieces(const std::string& user, const std::string& password) {
    std::vector<std::string> pieces{"LOGIN"};
    for (const auto* word : {&user, &password}) {
        if (fits_quotes(*word)) {
            pieces.back() += " " + imap_quoted(*word);
        } else {
            pieces.back() += " {" + std::to_string(word->size()) + "}";
            pieces.push_back(*word);
        }
    }
    return pieces;
}

/// With SASL-IR (RFC 4959) the first message is part of the command.
std::vector<std::string> authenticate_pieces(const char* mechanism, const std::string& message, bool at_once) {
    const std::string command = std::string("AUTHENTICATE ") + mechanism;
    if (at_once) return {command + " " + encode_sasl(message)};
    return {command, encode_sasl(message)};
}

}  // namespace

asio::awaitable<Result<void>> ImapClient::login(const std::string& user, const std::string& password) {
    if (impl_->preauthenticated) co_return co_await impl_->logged_in();
    if (user.find('\0') != std::string::npos || password.find('\0') != std::string::npos) {
        co_return config::permanent("User name and password must not hold a NUL.");
    }
    std::vector<std::string> pieces;
    if (offers("AUTH=PLAIN")) {
        pieces = authenticate_pieces("PLAIN", '\0' + user + '\0' + password, offers("SASL-IR"));
    } else if (offers("LOGINDISABLED")) {
        co_return config::permanent("The server takes no password.");
    } else {
        pieces = login_pieces(user, password);
    }
    impl_->capabilities.clear();
    auto answer = co_await impl_->run("the login", Impl::Command(std::move(pieces)));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return co_await impl_->logged_in();
}

asio::awaitable<Result<void>> ImapClient::login_with_token(const std::string& user, const std::string& token) {
    if (impl_->preauthenticated) co_return co_await impl_->logged_in();
    if (!offers("AUTH=XOAUTH2")) co_return config::permanent("The server takes no OAuth2 token (XOAUTH2).");
    const auto message = "user=" + user +
                         "\x01"
                         "auth=Bearer " +
                         token + "\x01\x01";
    auto pieces = authenticate_pieces("XOAUTH2", message, offers("SASL-IR"));
    impl_->capabilities.clear();
    auto answer = co_await impl_->run("the token", Impl::Command(std::move(pieces)));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return co_await impl_->logged_in();
}

asio::awaitable<Result<void>> ImapClient::Impl::logged_in() {
    if (capabilities.empty()) {
        auto asked = co_await within(settings.step, "CAPABILITY", ask_capabilities());
        if (!asked) co_return asked;
    }
    if (!capabilities.contains("ID")) co_return Result<void>();
    // ID is a courtesy (RFC 2971); some servers require it before login. The answer does not matter.
    auto told = co_await run("ID", Command("ID (\"name\" \"ticketd\" \"version\" " + imap_quoted(TICKETD_VERSION) + ")"));
    if (!told && told.error().kind == config::Error::Kind::temporary) co_return tl::unexpected(told.error());
    co_return Result<void>();
}

}  // namespace mail
