#pragma once

#include "mail/smtp/smtp_command.hpp"
#include "mail/smtp/smtp_server.hpp"
#include "mail/net/tls_stream.hpp"
#include "mail/smtp/smtp_framing.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// The settings and TLS context of the sessions that began with them. A reload makes new terms for later sessions.
struct SmtpTerms {
    SmtpServer::Settings settings;
    TlsContext tls;  // null: no TLS
};

/// The state that all sessions of a server share. Used by one thread.
struct SmtpShared {
    SmtpBackend& backend;
    bool gone = false;  // the server was destroyed; the backend must no longer be called
    bool draining = false;
    std::string date;  // `date_of` in the form of a Received field
    std::chrono::sys_seconds date_of{};
    std::int64_t last_queue_id = 0;

    /// A short id of a mail for our reply, its Received field and the log; unique within the process.
    [[nodiscard]] std::string next_queue_id(config::Instant now);
    [[nodiscard]] const std::string& date_at(config::Instant now);
};

/// The peer of a session.
struct SmtpPeer {
    std::string address;  // empty for a Unix socket
    bool loopback = false;
    bool trusted = false;
};

/// The bytes of the in-flight budget that are reserved for one mail.
class Reservation {
public:
    explicit Reservation(SmtpShared& shared) : shared_(shared) {}
    ~Reservation() { free(); }
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    /// Reserves at least `bytes`, in steps of 64 KiB. A declared SIZE is only a claim and must not use up the budget
    /// before its bytes arrive. False: the budget is full.
    [[nodiscard]] bool cover(std::int64_t bytes);
    void free();

private:
    SmtpShared& shared_;
    std::int64_t held_ = 0;
};

/// One connection, from its greeting to its end.
class SmtpSession {
public:
    using Clock = std::chrono::steady_clock;

    SmtpSession(std::shared_ptr<SmtpShared> shared, std::shared_ptr<const SmtpTerms> terms, config::Listen listen, SmtpPeer peer,
                TlsStream::Socket socket);

    [[nodiscard]] boost::asio::awaitable<void> run();
    /// Ends a step that takes too long. Called a few times a second.
    void check(Clock::time_point now, bool stressed);
    /// The server is stopping: sends 421 to an idle peer and lets other sessions finish their step.
    void drain();
    void close() { stream_.close(); }
    [[nodiscard]] const SmtpPeer& peer() const { return peer_; }

private:
    /// The current phase, which determines the timeout.
    enum class Phase { command, handshake, data, working, leaving };
    enum class Step { next, data, starttls, auth };

    // in smtp_session.cpp
    void open();
    [[nodiscard]] boost::asio::awaitable<bool> flush();
    [[nodiscard]] boost::asio::awaitable<bool> fill();
    [[nodiscard]] boost::asio::awaitable<void> serve_lines();
    [[nodiscard]] boost::asio::awaitable<void> leave();
    [[nodiscard]] boost::asio::awaitable<void> pause(std::chrono::milliseconds span);
    [[nodiscard]] boost::asio::awaitable<void> after_error();
    void reply(std::string_view line);
    void refuse(std::string_view line);
    void refuse_line(CommandReader::What why);
    void enter(Phase phase);
    void close_with(std::string_view reply);
    void log(std::string_view what);

    // in smtp_session_commands.cpp
    [[nodiscard]] Step handle_command(std::string_view line);
    [[nodiscard]] Step greet(Verb verb, std::string_view name);
    void list_extensions();
    void begin_mail(std::string_view argument);
    void add_recipient(std::string_view argument);
    [[nodiscard]] Step begin_data(std::string_view argument);
    void reset_transaction();

    // in smtp_session_data.cpp
    [[nodiscard]] boost::asio::awaitable<void> take_data();
    [[nodiscard]] boost::asio::awaitable<Refusal> read_data(std::string& raw, Reservation& budget, bool& cut);
    [[nodiscard]] boost::asio::awaitable<SmtpBackend::Stored> store(Envelope envelope, std::string raw);
    [[nodiscard]] Envelope make_envelope();
    [[nodiscard]] std::string received_field(const Envelope& envelope, std::string_view queue_id);

    // in smtp_session_auth.cpp
    [[nodiscard]] boost::asio::awaitable<bool> handshake();
    [[nodiscard]] boost::asio::awaitable<void> start_tls();
    [[nodiscard]] boost::asio::awaitable<void> authenticate(std::string argument);
    [[nodiscard]] boost::asio::awaitable<std::optional<std::string>> challenge(std::string_view prompt);
    [[nodiscard]] boost::asio::awaitable<bool> read_credentials(std::string argument, std::string& user, std::string& password);
    [[nodiscard]] bool offers_starttls() const { return terms_->tls && !stream_.is_tls() && !listen_.at.host.empty(); }
    [[nodiscard]] bool offers_auth() const;

    [[nodiscard]] bool is_lmtp() const { return listen_.protocol == config::Listen::Protocol::lmtp; }
    [[nodiscard]] const config::Limits& limits() const { return terms_->settings.limits; }

    std::shared_ptr<SmtpShared> shared_;
    std::shared_ptr<const SmtpTerms> terms_;
    config::Listen listen_;
    SmtpPeer peer_;
    TlsStream stream_;
    ReceiveBuffer buffer_;
    CommandReader lines_;
    std::string out_;  // replies to the current command group (RFC 2920), sent in one write

    Phase phase_ = Phase::command;
    Clock::time_point began_;  // start of the phase
    Clock::time_point session_began_;
    std::int64_t window_bytes_ = 0;  // bytes received in DATA since began_
    std::string_view last_word_;     // the 421 with which the session is closed; fixed text
    bool over_ = false;

    std::string helo_;  // empty: the client has not greeted yet
    bool extensions_ = false;
    std::string technician_;
    int failed_logins_ = 0;
    int errors_ = 0;
    bool erred_ = false;  // the current line was an error

    // The mail transaction (RFC 5321 3.3).
    bool has_mail_ = false;
    MailFrom from_;
    std::vector<std::string> recipients_;
    bool refused_recipients_ = false;
};

}  // namespace mail
