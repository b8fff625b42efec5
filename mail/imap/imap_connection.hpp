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

/// What ImapClient holds: the connection, what the server said about itself, and the exchange of one command.
struct ImapClient::Impl {
    Impl(boost::asio::any_io_executor executor, Settings given)
        : io(std::move(executor)), settings(std::move(given)), idle_timer(io) {}

    /// One command: pieces after the first wait for the server's "+" each.
    struct Command {
        explicit Command(std::string line) : pieces(1, std::move(line)) {}
        explicit Command(std::vector<std::string> given) : pieces(std::move(given)) {}
        std::vector<std::string> pieces;
        std::function<void(ImapResponse&)> untagged;  // sees each untagged response
        std::chrono::milliseconds timeout{0};         // 0: settings.step
    };

    /// Runs a step under a deadline; when that passes, the connection is closed.
    template <class Value>
    boost::asio::awaitable<config::Result<Value>> within(std::chrono::milliseconds timeout, const char* what,
                                                         boost::asio::awaitable<config::Result<Value>> step);

    boost::asio::awaitable<config::Result<void>> open();
    boost::asio::awaitable<config::Result<void>> connect_socket();
    boost::asio::awaitable<config::Result<void>> secure();
    boost::asio::awaitable<config::Result<void>> upgrade();  // STARTTLS
    /// The next response, whose news are noted.
    boost::asio::awaitable<config::Result<ImapResponse>> next();
    void note(const ImapResponse& response);
    /// The tagged answer, whatever it says.
    boost::asio::awaitable<config::Result<ImapResponse>> exchange(Command command);
    /// `exchange` under its deadline, and NO and BAD as errors. `what` is the command's name, for the sentence.
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
    std::string farewell;  // what the server said with BYE
    bool news = false;
    bool preauthenticated = false;
    bool idling = false;
    bool interrupted = false;
    boost::asio::steady_timer idle_timer;
};

/// What the server said, short and without controls, for a log line.
[[nodiscard]] std::string imap_said(std::string_view text);
/// Quoted (RFC 9051 9, quoted).
[[nodiscard]] std::string imap_quoted(std::string_view text);

}  // namespace mail
