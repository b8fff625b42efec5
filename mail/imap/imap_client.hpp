#pragma once

#include "config/result.hpp"
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

/// What SELECT tells of a folder.
struct ImapFolder {
    ImapUid uid_validity = 0;
    ImapUid uid_next = 0;  // 0: not told
    std::uint32_t mails = 0;
    std::uint64_t mod_sequence = 0;  // highest (CONDSTORE); 0: not told
    bool read_only = false;
};

/// One connection to an IMAP server (RFC 3501, RFC 9051), for one folder. Lives on the io thread, one call at a time; every step
/// has a deadline for the whole of it.
/// Errors: permanent, the server refused (NO, BAD) or shows no certificate that we trust; temporary, the connection is of no more
/// use, or the server says that it will work later.
class ImapClient {
public:
    struct Settings {
        std::string host;
        std::uint16_t port = 993;
        bool tls = true;                         // from the first byte; false: STARTTLS
        bool plain_allowed = false;              // may stay without TLS, where nobody listens: on loopback
        std::filesystem::path tls_ca;            // empty: the system's
        std::int64_t body_bytes = 37'748'736;    // longer bodies are not kept
        std::chrono::milliseconds step{60'000};  // deadline of a step
        std::int64_t bytes_per_second = 50'000;  // a body gives its step this much more time
    };

    ImapClient(boost::asio::any_io_executor io, Settings settings);
    ~ImapClient();
    ImapClient(const ImapClient&) = delete;
    ImapClient& operator=(const ImapClient&) = delete;

    /// Connects and reads the greeting; after it TLS is up and the capabilities are known.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> connect();
    /// One attempt each. permanent: refused. A password goes by AUTHENTICATE PLAIN (RFC 4616) where offered, else by LOGIN.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> login(const std::string& user, const std::string& password);
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> login_with_token(const std::string& user,
                                                                                const std::string& token);

    /// After login: "IDLE", "MOVE", "UIDPLUS", "CONDSTORE".
    [[nodiscard]] bool offers(std::string_view capability) const;
    [[nodiscard]] bool is_tls() const;
    /// Whether mail came since the last call: a server may tell at any time.
    [[nodiscard]] bool mail_arrived();

    [[nodiscard]] boost::asio::awaitable<config::Result<ImapFolder>> select(const std::string& folder);
    /// UIDs that match, ascending: "UID 5:*", "UID 1:* SINCE 7-Nov-2026".
    [[nodiscard]] boost::asio::awaitable<config::Result<std::vector<ImapUid>>> search(const std::string& criteria);
    /// Sizes, arrival times and mod-sequences (CONDSTORE), by UID ascending; mails that are gone are missing.
    [[nodiscard]] boost::asio::awaitable<config::Result<std::vector<ImapMail>>> fetch_metadata(const std::vector<ImapUid>& uids);
    /// The mails themselves (BODY.PEEK[]: \Seen stays as it is), by UID ascending. `bytes`: about how much that is, for the
    /// deadline; of a server that sends far more the rest is missing.
    [[nodiscard]] boost::asio::awaitable<config::Result<std::vector<ImapMail>>> fetch(const std::vector<ImapUid>& uids,
                                                                                      std::int64_t bytes);

    [[nodiscard]] boost::asio::awaitable<config::Result<void>> add_flag(const std::vector<ImapUid>& uids,
                                                                        const std::string& flag);
    /// MOVE (RFC 6851), else COPY and remove. The folder is made when missing.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> move(const std::vector<ImapUid>& uids, const std::string& folder);
    /// \Deleted, then UID EXPUNGE where offered (RFC 4315). Never EXPUNGE: that would remove what others have marked, too;
    /// without UIDPLUS the mails stay marked.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> remove(const std::vector<ImapUid>& uids);

    [[nodiscard]] boost::asio::awaitable<config::Result<void>> noop();
    /// IDLE (RFC 2177) until mail comes, `interrupt` or `timeout`, which should be below 29 minutes.
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> idle(std::chrono::milliseconds timeout);
    void interrupt();

    /// Says goodbye, briefly.
    boost::asio::awaitable<void> logout();
    /// Makes whatever is under way fail.
    void close();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mail
