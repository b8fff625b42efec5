#pragma once

#include "mail/delivery/smtp_client.hpp"
#include "mail/smtp/smtp_reply.hpp"
#include "mail/net/tls_stream.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace mail {

/// The settings for one smarthost.
struct SmtpRoute {
    config::Outgoing where;
    config::Tls tls;
    std::string helo;
    SmtpTimeouts timeouts;
};

/// One connection to a smarthost. The object must outlive its coroutines.
class SmtpConnection {
public:
    using Clock = std::chrono::steady_clock;

    SmtpConnection(boost::asio::any_io_executor io, const SmtpRoute& route);
    SmtpConnection(const SmtpConnection&) = delete;
    SmtpConnection& operator=(const SmtpConnection&) = delete;
    ~SmtpConnection();

    /// Connects, starts TLS and logs in, as the route requires. nullopt: ready for mail; otherwise the reason.
    /// `plain` skips opportunistic STARTTLS after its handshake has failed (see tls_failed).
    [[nodiscard]] boost::asio::awaitable<std::optional<DeliveryResult>> open(bool plain);
    [[nodiscard]] bool tls_failed() const { return tls_ == Tls::failed; }

    /// Sends in order until all mails have a result, the smarthost refuses us or the connection ends. Fills in
    /// `results` and returns their number. When some are missing, the connection is over and `trouble` has the
    /// reason.
    [[nodiscard]] boost::asio::awaitable<std::size_t> send(std::span<const Delivery> deliveries,
                                                           std::span<DeliveryResult> results);
    [[nodiscard]] const DeliveryResult& trouble() const { return trouble_; }

    /// Whether the connection can take more mails: it is open, and neither an unexpected reply (a 421) nor its end has arrived.
    [[nodiscard]] bool usable();
    [[nodiscard]] bool has_delivered() const { return delivered_; }
    void end_call_at(Clock::time_point when) { call_ends_ = when; }

private:
    /// The phase of the conversation. `over` is final.
    enum class Phase {
        opening,  // up to the login
        ready,    // between mails
        begun,    // the next mail's MAIL, RCPT and DATA have already been sent
        over,     // lost, refused or ended; trouble_ says why
    };
    enum class Tls { none, failed, unverified, verified };
    /// The state of a transaction that is open at the peer although it has no mail, and must be reset.
    enum class Reset {
        none,
        due,   // the next group starts with RSET
        sent,  // RSET leads the group that was sent, and its reply comes first
    };

    // in smtp_connection.cpp: up to the login
    [[nodiscard]] boost::asio::awaitable<bool> dial();
    [[nodiscard]] boost::asio::awaitable<bool> greet();
    [[nodiscard]] boost::asio::awaitable<bool> hello();
    [[nodiscard]] boost::asio::awaitable<bool> secure(bool plain);
    [[nodiscard]] boost::asio::awaitable<bool> start_tls(bool verify);
    [[nodiscard]] boost::asio::awaitable<bool> log_in();
    [[nodiscard]] boost::asio::awaitable<SmtpReply> exchange_password(std::string password);
    [[nodiscard]] bool must_verify() const;

    // reading and writing; a reply with code 0 means that the connection is lost, and trouble_ has the reason
    [[nodiscard]] boost::asio::awaitable<SmtpReply> read_reply(std::chrono::milliseconds timeout);
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string_view bytes, std::chrono::milliseconds timeout);
    [[nodiscard]] boost::asio::awaitable<SmtpReply> ask(std::string command);
    void set_deadline(std::chrono::milliseconds timeout);
    bool fail(DeliveryResult::What what, std::string why);
    bool refuse(const SmtpReply& reply);
    void lose(std::string_view how);
    [[nodiscard]] bool is_over() const { return phase_ == Phase::over; }

    // in smtp_connection_mails.cpp: sending mails
    struct Answers {
        SmtpReply mail, rcpt, data;
    };
    [[nodiscard]] std::optional<DeliveryResult> unsendable(const Delivery& delivery) const;
    [[nodiscard]] std::string mail_command(const Delivery& delivery) const;
    [[nodiscard]] std::string rcpt_command(const Delivery& delivery) const;
    void add_group(const Delivery& delivery, std::string& wire);
    [[nodiscard]] boost::asio::awaitable<bool> begin(const Delivery& delivery, Answers& answers);
    [[nodiscard]] boost::asio::awaitable<bool> begin_group(const Delivery& delivery, Answers& answers);
    [[nodiscard]] boost::asio::awaitable<bool> begin_slowly(const Delivery& delivery, Answers& answers);
    [[nodiscard]] boost::asio::awaitable<bool> write_content(const Delivery& delivery, const Delivery* next);
    [[nodiscard]] boost::asio::awaitable<bool> deliver(const Delivery& delivery, const Delivery* next, DeliveryResult& result);
    [[nodiscard]] boost::asio::awaitable<bool> take_back_data(bool offered);

    boost::asio::any_io_executor io_;
    const SmtpRoute& route_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::socket dialing_;
    std::unique_ptr<TlsStream> stream_;  // null until connected
    boost::asio::steady_timer timer_;
    std::shared_ptr<int> alive_;  // shows the timer's handler whether this object still exists
    Clock::time_point call_ends_ = Clock::time_point::max();
    bool timed_out_ = false;  // the timer has closed the socket; the next read or write ends the connection
    Phase phase_ = Phase::opening;
    bool on_loopback_ = false;
    Tls tls_ = Tls::none;
    DeliveryResult trouble_{DeliveryResult::What::deferred, "connection lost"};

    ReceiveBuffer buffer_;
    ReplyReader replies_;
    ServerOffers offers_;

    bool delivered_ = false;  // at least one mail was delivered
    Reset reset_ = Reset::none;
    std::string wire_;
};

}  // namespace mail
