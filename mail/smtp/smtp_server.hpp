#pragma once

#include "config/config.hpp"
#include "mail/message/envelope.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mail {

/// The interface between SMTP sessions and the rest of the program. All coroutines run on the io thread.
class SmtpBackend {
public:
    virtual ~SmtpBackend() = default;

    enum class Stored { yes, temporary_trouble, no_space, refused };
    /// Stores one mail. Returns `yes` only after the inbox row is on disk. `raw` has no final dot, and its
    /// dot-stuffing is undone.
    virtual boost::asio::awaitable<Stored> store(Envelope envelope, std::string raw) = 0;

    /// The technician's name when `user` (a name or registered address) and the password match; nullopt otherwise.
    virtual boost::asio::awaitable<std::optional<std::string>> authenticate(std::string user, std::string password) = 0;

    /// Whether the RCPT address is ours: a desk address with any extension, or postmaster@ a desk domain.
    [[nodiscard]] virtual bool accepts(const std::string& recipient) const = 0;

    /// Reserves `bytes` of the memory for mail in flight. False: it is full, so answer 452. `release` gives them back.
    virtual bool reserve(std::int64_t bytes) = 0;
    virtual void release(std::int64_t bytes) = 0;

    /// Counts an event for the metrics. `what` is a short fixed word: "accepted", "rejected", "auth-failed",
    /// "tls-failed", "too-many".
    virtual void count(const char* what) = 0;

    /// Logs one line about a session: the peer and what happened. Never contains a secret or a body.
    virtual void log([[maybe_unused]] const std::string& line) {}
};

/// Accepts connections on the configured listeners and speaks SMTP (RFC 5321), submission (RFC 6409) and LMTP (RFC
/// 2033). Runs on the io thread. The backend must outlive the server, or at least the executor's context.
class SmtpServer {
public:
    /// Timeouts and delays besides `limits`. They are not in the config, because only tests have a reason to change them.
    struct Pace {
        std::chrono::milliseconds stressed_command{10'000};  // command timeout when over 80 % of the sessions are taken
        std::chrono::milliseconds data_window{30'000};       // in DATA, each window must bring data_floor * window bytes
        std::int64_t data_floor = 500;                       // bytes a second
        std::chrono::milliseconds auth_failure{1'000};       // delay of the answer to a wrong password
        std::chrono::milliseconds tarpit{1'000};             // delay of each error reply after limits.soft_errors
    };

    struct Settings {
        std::string hostname;  // shown in the greeting and the answer to EHLO
        config::Limits limits;
        std::vector<std::string> trusted_peers;
        config::Tls tls;  // an empty certificate means no STARTTLS
        Pace pace;
    };

    SmtpServer(boost::asio::any_io_executor io, Settings settings, SmtpBackend& backend);
    ~SmtpServer();

    /// Binds and listens. `inherited` is a socket from systemd, -1 for none.
    /// permanent: the address cannot be bound, or the certificate cannot be read (the message says which and why).
    [[nodiscard]] config::Result<void> listen(const config::Listen& where, int inherited);
    /// Later sessions use the new settings; listeners stay. permanent: the certificate is bad, and the old settings stay.
    [[nodiscard]] config::Result<void> reconfigure(Settings settings);
    /// Stops accepting. Idle sessions get 421; those in DATA finish. `drained` is true when no session is left.
    void drain();
    [[nodiscard]] bool drained() const;
    [[nodiscard]] int sessions() const;
    /// The TCP ports that we listen on, in the order of `listen` calls; 0 for a Unix socket.
    [[nodiscard]] std::vector<std::uint16_t> ports() const;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;  // shared with the sessions, which may outlive the server
};

}  // namespace mail
