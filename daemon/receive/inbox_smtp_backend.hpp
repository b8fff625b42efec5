#pragma once

#include "daemon/receive/inbox_writer.hpp"
#include "daemon/core/runtime.hpp"
#include "daemon/core/metrics.hpp"
#include "daemon/core/wake_event.hpp"
#include "mail/smtp/smtp_server.hpp"

#include <boost/asio/thread_pool.hpp>
#include <functional>

namespace ticketd {

/// The backend of SMTP and LMTP sessions. Writes their mails to the inbox before the 250 is sent. Io thread only.
class InboxSmtpBackend : public mail::SmtpBackend {
public:
    /// `runtime` returns the current Runtime. `intake` is woken for each stored mail.
    InboxSmtpBackend(std::function<RuntimePtr()> runtime, Database& database, InboxWriter& inbox_writer,
                     boost::asio::thread_pool& pool, WakeEvent& intake, Metrics& metrics);

    boost::asio::awaitable<Stored> store(mail::Envelope envelope, std::string raw) override;
    boost::asio::awaitable<std::optional<std::string>> authenticate(std::string user, std::string password) override;
    [[nodiscard]] bool accepts(const std::string& recipient) const override;
    bool reserve(std::int64_t bytes) override;
    void release(std::int64_t bytes) override;
    void count(const char* what) override;
    void log(const std::string& line) override;

private:
    boost::asio::awaitable<storage::NewMail> prepare(mail::Envelope envelope, std::string raw);

    std::function<RuntimePtr()> runtime_;
    Database& database_;
    InboxWriter& inbox_writer_;
    boost::asio::thread_pool& pool_;
    WakeEvent& intake_;
    Metrics& metrics_;
    std::int64_t in_flight_ = 0;
    /// A separate thread, because scrypt is slow by design: password guesses wait for each other, and no mail waits for them.
    boost::asio::thread_pool logins_{1};
};

/// A mail for the inbox, compressed, with its duplicate key.
[[nodiscard]] storage::NewMail make_new_mail(mail::Envelope envelope, std::string_view raw);

}  // namespace ticketd
