#pragma once

#include "config/result.hpp"
#include "mail/imap/imap_client.hpp"
#include "mail/imap/imap_stream.hpp"

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace mail {

/// The state of ImapClient: the connection, the server's capabilities, and the exchange of one command.
struct ImapClient::Impl {
    Impl(boost::asio::any_io_executor executor, Settings given)
        : io(std::move(executor)), settings(std::move(given)), idle_timer(io) {}

    /// One command. Each piece after the first waits for the server's "+".
    struct Command {
        explicit Command(std::string line) : pieces(1, std::move(line)) {}
        explicit Command(std::vector<std::string> given) : pieces(std::move(given)) {}
        std::vector<std::string> pieces;
        std::function<void(ImapResponse&)> untagged;  // called with each untagged response
        std::chrono::milliseconds timeout{0};         // 0: settings.step
    };

    /// Runs a step under a deadline. When it passes, the connection is closed.
    template <class Value>
    boost::asio::awaitable<config::Result<Value>> within(std::chrono::milliseconds timeout, const char* what,
                                                         boost::asio::awaitable<config::Result<Value>> step);

    boost::asio::awaitable<config::Result<void>> open();
    boost::asio::awaitable<config::Result<void>> connect_socket();
    boost::asio::awaitable<config::Result<void>> secure();
    boost::asio::awaitable<config::Result<void>> upgrade();  // uses STARTTLS
    /// Reads the next response and passes it to `note`.
    boost::asio::awaitable<config::Result<ImapResponse>> next();
    void note(const ImapResponse& response);
    /// Sends a command and returns the tagged response, whatever its status.
    boost::asio::awaitable<config::Result<ImapResponse>> exchange(Command command);
    /// Runs `exchange` under its deadline, with NO and BAD as errors. `what` is the command's name, for the message.
    boost::asio::awaitable<config::Result<ImapResponse>> run(const char* what, Command command);
    boost::asio::awaitable<config::Result<void>> ask_capabilities();
    boost::asio::awaitable<config::Result<void>> logged_in();
    boost::asio::awaitable<config::Result<void>> into_folder(const char* verb, const std::vector<ImapUid>& uids,
                                                             const std::string& folder);
    boost::asio::awaitable<config::Result<void>> idle_until_told(std::string tag);
    boost::asio::awaitable<config::Result<void>> stop_idling(std::chrono::milliseconds timeout);
    [[nodiscard]] std::string next_tag() { return "t" + std::to_string(++tags); }

    boost::asio::any_io_executor io;
    Settings settings;
    std::optional<ImapStream> wire;
    std::set<std::string, std::less<>> capabilities;
    std::uint64_t tags = 0;
    std::uint32_t exists = 0;
    std::string farewell;  // the text of the server's BYE
    bool news = false;
    bool preauthenticated = false;
    bool idling = false;
    bool interrupted = false;
    boost::asio::steady_timer idle_timer;
};

/// A server's text for a log line, shortened and without control characters.
[[nodiscard]] std::string imap_said(std::string_view text);
/// `text` as a quoted string (RFC 9051 9, quoted).
[[nodiscard]] std::string imap_quoted(std::string_view text);

}  // namespace mail
