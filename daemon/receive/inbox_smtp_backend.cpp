// Answers an SMTP session's questions: checks logins and recipients, and stores mails.
#include "daemon/receive/inbox_smtp_backend.hpp"

#include "daemon/core/log.hpp"
#include "daemon/core/offload.hpp"
#include "mail/message/address.hpp"
#include "mail/parse/dedup_key.hpp"
#include "mail/crypto/password.hpp"
#include "storage/sql/compress.hpp"

#include <boost/asio/steady_timer.hpp>

namespace ticketd {
namespace {

/// Bytes. Hashing and compressing a larger mail would hold up other sessions, so the pool does it.
constexpr std::size_t large_mail = 256UL * 1024;

}  // namespace

storage::NewMail make_new_mail(mail::Envelope envelope, std::string_view raw) {
    return {.envelope = std::move(envelope),
            .dedup_key = mail::dedup_key(raw),
            .raw_zstd = storage::compress(raw),
            .raw_bytes = static_cast<std::int64_t>(raw.size())};
}

InboxSmtpBackend::InboxSmtpBackend(std::function<RuntimePtr()> runtime, Database& database, InboxWriter& inbox_writer,
                                   boost::asio::thread_pool& pool, WakeEvent& intake, Metrics& metrics)
    : runtime_(std::move(runtime)),
      database_(database),
      inbox_writer_(inbox_writer),
      pool_(pool),
      intake_(intake),
      metrics_(metrics) {}

boost::asio::awaitable<storage::NewMail> InboxSmtpBackend::prepare(mail::Envelope envelope, std::string raw) {
    if (raw.size() < large_mail) co_return make_new_mail(std::move(envelope), raw);
    co_return co_await offload(pool_, [&] { return make_new_mail(std::move(envelope), raw); });
}

boost::asio::awaitable<mail::SmtpBackend::Stored> InboxSmtpBackend::store(mail::Envelope envelope, std::string raw) {
    if (!database_.is_open()) co_return Stored::temporary_trouble;
    try {
        auto mail = co_await prepare(std::move(envelope), std::move(raw));
        const auto appended = co_await inbox_writer_.append(std::move(mail));
        spdlog::debug("inbox={} {}", appended.id.value, appended.duplicate ? "had it already" : "kept");
        if (appended.duplicate) metrics_.duplicates->Increment();
        intake_.wake();
        co_return Stored::yes;
    } catch (const storage::Full& full) {
        spdlog::error("no room to keep a mail, the peer was told to try later: {}", full.what());
        co_return Stored::no_space;
    } catch (const std::exception& error) {
        spdlog::error("cannot keep a mail, the peer was told to try later: {}", error.what());
        co_return Stored::temporary_trouble;
    }
}

boost::asio::awaitable<std::optional<std::string>> InboxSmtpBackend::authenticate(std::string user, std::string password) {
    const auto runtime = runtime_();
    const auto* technician = runtime->directory().technician(mail::normalized(user));
    if (technician == nullptr) technician = runtime->directory().technician_by_address(mail::normalized(user));
    // Checking an unknown user must take as long as checking a wrong password, so an empty hash is used.
    const std::string hash = technician != nullptr ? technician->password_hash : std::string();
    const bool right = co_await offload(logins_, [&] { return mail::verify_password(password, hash); });
    if (!right || technician == nullptr) co_return std::nullopt;
    co_return technician->name;
}

bool InboxSmtpBackend::accepts(const std::string& recipient) const {
    const auto runtime = runtime_();
    if (runtime->directory().is_desk_address(recipient)) return true;
    const auto address = mail::normalized(recipient);
    if (address == "postmaster") return true;  // also without a domain (RFC 5321 4.5.1)
    if (address.rfind("postmaster@", 0) != 0) return false;
    const auto domain = mail::domain_of(address);
    const auto& config = runtime->config().desk;
    if (domain == mail::domain_of(config.address)) return true;
    return std::ranges::any_of(config.aliases, [&](const auto& alias) { return mail::domain_of(alias) == domain; });
}

bool InboxSmtpBackend::reserve(std::int64_t bytes) {
    if (in_flight_ + bytes > runtime_()->config().limits.in_flight_bytes) return false;
    in_flight_ += bytes;
    return true;
}

void InboxSmtpBackend::release(std::int64_t bytes) {
    in_flight_ -= bytes;
}

void InboxSmtpBackend::count(const char* what) {
    metrics_.smtp(what).Increment();
}

void InboxSmtpBackend::log(const std::string& line) {
    spdlog::info("{}", line);
}

}  // namespace ticketd
