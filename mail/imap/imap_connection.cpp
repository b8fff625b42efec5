// Opens the connection, starts TLS, reads the capabilities and exchanges single commands, each with a deadline.
#include "mail/imap/imap_connection.hpp"

#include "config/base/ascii.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <utility>

namespace mail {

namespace asio = boost::asio;
using asio::ip::tcp;
using config::Result;
using Kind = ImapResponse::Kind;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t max_said = 200;

/// Whether a response code means "try again later" (RFC 5530 3).
bool is_passing(const std::string& code) {
    return code == "UNAVAILABLE" || code == "INUSE" || code == "SERVERBUG" || code == "LIMIT" || code == "CONTACTADMIN";
}

}  // namespace

std::string imap_said(std::string_view text) {
    std::string out(text.substr(0, max_said));
    for (char& c : out) {
        if (ascii::is_control(c) || ascii::is_high(c)) c = '?';
    }
    return out;
}

std::string imap_quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

template <class Value>
asio::awaitable<Result<Value>> ImapClient::Impl::within(std::chrono::milliseconds timeout, const char* what,
                                                        asio::awaitable<Result<Value>> step) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer deadline(io, timeout);
    auto done = co_await (std::move(step) || deadline.async_wait(asio::use_awaitable));
    if (done.index() == 0) co_return std::get<0>(std::move(done));
    if (wire) wire->close();
    co_return config::temporary(fmt::format("{} did not come to an end within {} ms.", what, timeout.count()));
}

asio::awaitable<Result<void>> ImapClient::Impl::connect_socket() {
    tcp::resolver resolver(io);
    const auto [unknown, found] = co_await resolver.async_resolve(settings.host, std::to_string(settings.port), as_result);
    if (unknown) co_return config::temporary(fmt::format("{} is not found: {}.", settings.host, unknown.message()));
    tcp::socket socket(io);
    const auto [refused, peer] = co_await asio::async_connect(socket, found, as_result);
    if (refused)
        co_return config::temporary(fmt::format("{}:{} cannot be reached: {}.", settings.host, settings.port, refused.message()));
    boost::system::error_code ignored;  // a failure only makes the connection slower
    socket.set_option(tcp::no_delay(true), ignored);
    ImapStream::Limits limits;
    limits.literal = static_cast<std::size_t>(settings.body_bytes);
    wire.emplace(TlsStream::Socket(std::move(socket)), limits);
    co_return Result<void>();
}

asio::awaitable<Result<void>> ImapClient::Impl::secure() {
    config::Tls tls;
    tls.ca = settings.tls_ca;
    auto context = make_client_tls(tls, true, settings.host);
    if (!context) co_return tl::unexpected(context.error());
    auto secured = co_await wire->start_tls(std::move(*context), settings.host);
    if (!secured) co_return secured;
    // Capabilities that were sent in the clear may be forged.
    capabilities.clear();
    co_return secured;
}

asio::awaitable<Result<void>> ImapClient::Impl::upgrade() {
    // PREAUTH rules out STARTTLS, so an attacker may have sent it to keep us from using TLS.
    if (preauthenticated) co_return config::permanent("The server logs us in before TLS, which is refused.");
    if (auto asked = co_await ask_capabilities(); !asked) co_return asked;
    if (!capabilities.contains("STARTTLS")) co_return config::permanent("The server offers no STARTTLS.");
    const auto begun = co_await exchange(Command("STARTTLS"));
    if (!begun) co_return tl::unexpected(begun.error());
    if (begun->kind != Kind::ok) co_return config::permanent("The server refuses STARTTLS: " + imap_said(begun->text));
    co_return co_await secure();
}

asio::awaitable<Result<void>> ImapClient::Impl::open() {
    if (auto connected = co_await connect_socket(); !connected) co_return connected;
    if (settings.tls) {
        if (auto secured = co_await secure(); !secured) co_return secured;
    }
    const auto greeting = co_await next();
    if (!greeting) co_return tl::unexpected(greeting.error());
    if (greeting->kind == Kind::bye) co_return config::temporary("The server does not want us now: " + imap_said(greeting->text));
    if (!greeting->tag.empty() || (greeting->kind != Kind::ok && greeting->kind != Kind::preauth)) {
        co_return config::temporary("What answers is no IMAP server.");
    }
    preauthenticated = greeting->kind == Kind::preauth;
    if (!settings.tls && !settings.plain_allowed) {
        if (auto upgraded = co_await upgrade(); !upgraded) co_return upgraded;
    }
    if (capabilities.empty()) co_return co_await ask_capabilities();
    co_return Result<void>();
}

asio::awaitable<Result<void>> ImapClient::Impl::ask_capabilities() {
    const auto answer = co_await exchange(Command("CAPABILITY"));
    if (!answer) co_return tl::unexpected(answer.error());
    if (answer->kind != Kind::ok)
        co_return config::permanent("The server does not say what it can do: " + imap_said(answer->text));
    co_return Result<void>();
}

asio::awaitable<Result<ImapResponse>> ImapClient::Impl::next() {
    auto raw = co_await wire->read();
    if (!raw) {
        if (!farewell.empty()) co_return config::temporary("The server ended the session: " + farewell);
        co_return tl::unexpected(raw.error());
    }
    auto response = parse_imap_response(std::move(*raw));
    note(response);
    co_return response;
}

void ImapClient::Impl::note(const ImapResponse& response) {
    if (!response.words.empty()) capabilities = {response.words.begin(), response.words.end()};
    switch (response.kind) {
        case Kind::exists:
            if (response.number > exists) news = true;
            exists = response.number;
            break;
        case Kind::expunge:
            if (exists > 0) --exists;
            break;
        case Kind::bye:
            farewell = imap_said(response.text);
            break;
        default:
            break;
    }
}

asio::awaitable<Result<ImapResponse>> ImapClient::Impl::exchange(Command command) {
    const auto tag = next_tag();
    std::string line = tag + " " + command.pieces.front() + "\r\n";
    bool written = co_await wire->write(line);
    std::size_t sent = 1;
    for (;;) {
        if (!written) co_return config::temporary("The connection broke while we wrote.");
        auto response = co_await next();
        if (!response) co_return response;
        if (response->kind == Kind::go_on) {
            // For a challenge to which we have no answer, an empty line makes the server say NO (XOAUTH2 reports
            // errors in this way).
            line = (sent < command.pieces.size() ? command.pieces[sent] : std::string()) + "\r\n";
            if (++sent > command.pieces.size() + 3) co_return config::temporary("The server asks again and again.");
            written = co_await wire->write(line);
        } else if (!response->tag.empty()) {
            if (response->tag != tag) co_return config::temporary("The server answered a command that was not given.");
            co_return response;
        } else if (command.untagged) {
            command.untagged(*response);
        }
    }
}

asio::awaitable<Result<ImapResponse>> ImapClient::Impl::run(const char* what, Command command) {
    if (!wire) co_return config::temporary("There is no connection.");
    const auto timeout = command.timeout.count() > 0 ? command.timeout : settings.step;
    auto answer = co_await within(timeout, what, exchange(std::move(command)));
    if (!answer || answer->kind == Kind::ok) co_return answer;
    auto sentence = fmt::format("The server refused {}: {}{}", what,
                                answer->code.empty() ? "" : "[" + imap_said(answer->code) + "] ", imap_said(answer->text));
    if (is_passing(answer->code)) co_return config::temporary(std::move(sentence));
    co_return config::permanent(std::move(sentence));
}

// `within` is used with these types.
template asio::awaitable<Result<void>> ImapClient::Impl::within(std::chrono::milliseconds, const char*,
                                                                asio::awaitable<Result<void>>);

}  // namespace mail
