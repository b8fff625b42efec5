#pragma once

#include "config/result.hpp"
#include "mail/imap/imap_names.hpp"
#include "mail/imap/imap_response.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// The state of a folder, from the answer to SELECT.
struct ImapFolder {
    ImapUid uid_validity = 0;
    ImapUid uid_next = 0;  // 0: not reported
    std::uint32_t mails = 0;
    std::uint64_t mod_sequence = 0;  // the highest (CONDSTORE); 0: not reported
    bool read_only = false;
};

/// One connection to an IMAP server (RFC 3501, RFC 9051), for one folder. Runs on the io thread, one call at a time.
/// Every step has a deadline.
/// Errors: permanent when the server refuses (NO, BAD) or its certificate is not trusted; temporary when the
/// connection is unusable, or the server asks to retry later.
class ImapClient {
public:
    struct Settings {
        std::string host;
        std::uint16_t port = 993;
        bool tls = true;                         // TLS from the first byte; false: STARTTLS
        bool plain_allowed = false;              // allows a connection without TLS; for loopback only
        std::filesystem::path tls_ca;            // empty: the system's certificates
        std::int64_t body_bytes = 37'748'736;    // longer bodies are dropped
        std::chrono::milliseconds step{60'000};  // deadline of each step
        std::int64_t bytes_per_second = 50'000;  // expected rate of a body, which extends the deadline of its step
    };

    ImapClient(boost::asio::any_io_executor io, Settings settings);
    ~ImapClient();
    ImapClient(const ImapClient&) = delete;
    ImapClient& operator=(const ImapClient&) = delete;

    /// Connects, reads the greeting, starts TLS and asks for the capabilities.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> connect();
    /// Both make one login attempt. permanent: refused. They use AUTHENTICATE PLAIN (RFC 4616) when it is offered, else LOGIN.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> login(const std::string& user, const std::string& password);
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> login_with_token(const std::string& user,
                                                                                const std::string& token);

    /// Whether the server offers `capability`, such as "IDLE", "MOVE", "UIDPLUS" or "CONDSTORE". Valid after login.
    [[nodiscard]] bool offers(std::string_view capability) const;
    [[nodiscard]] bool is_tls() const;
    /// Whether the server has announced new mail since the last call.
    [[nodiscard]] bool mail_arrived();

    [[nodiscard]] boost::asio::awaitable<config::Result<ImapFolder>> select(const std::string& folder);
    /// The UIDs that match the criteria, ascending: "UID 5:*", "UID 1:* SINCE 7-Nov-2026".
    [[nodiscard]] boost::asio::awaitable<config::Result<std::vector<ImapUid>>> search(const std::string& criteria);
    /// Sizes, arrival times and mod-sequences (CONDSTORE), by ascending UID. Deleted mails are left out.
    [[nodiscard]] boost::asio::awaitable<config::Result<std::vector<ImapMail>>> fetch_metadata(const std::vector<ImapUid>& uids);
    /// The mails themselves (BODY.PEEK[] leaves \Seen unchanged), by ascending UID. `bytes` is their expected total
    /// size, which sets the deadline; when the server sends far more, the remaining mails are left out.
    [[nodiscard]] boost::asio::awaitable<config::Result<std::vector<ImapMail>>> fetch(const std::vector<ImapUid>& uids,
                                                                                      std::int64_t bytes);

    [[nodiscard]] boost::asio::awaitable<config::Result<void>> add_flag(const std::vector<ImapUid>& uids,
                                                                        const std::string& flag);
    /// Uses MOVE (RFC 6851), else COPY and remove. Creates the folder when it is missing.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> move(const std::vector<ImapUid>& uids, const std::string& folder);
    /// Sets \Deleted, then uses UID EXPUNGE where it is offered (RFC 4315). Never sends EXPUNGE, which would remove
    /// mails that other programs have marked; without UIDPLUS the mails stay marked.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> remove(const std::vector<ImapUid>& uids);

    [[nodiscard]] boost::asio::awaitable<config::Result<void>> noop();
    /// Waits with IDLE (RFC 2177) until mail arrives, `interrupt` is called, or `timeout` passes, which should be
    /// below 29 minutes.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> idle(std::chrono::milliseconds timeout);
    void interrupt();

    /// Sends LOGOUT, with a short deadline.
    boost::asio::awaitable<void> logout();
    /// Closes the connection; a call in progress fails.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mail
