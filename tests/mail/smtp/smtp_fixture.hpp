#pragma once

#include "mail/smtp/smtp_server.hpp"

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <mutex>
#include <openssl/ssl.h>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace mail::testing {

/// A temporary folder that is removed with its owner.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// A self-signed certificate for localhost, 127.0.0.1 and `name`; it is its own CA.
[[nodiscard]] config::Tls make_certificate(const std::filesystem::path& folder, const std::string& name = "mx.desk.example");

/// Keeps its mails in memory. desk.example accepts support(+…), help and u1, u2, …; ana's password is "right horse".
class MemoryBackend : public SmtpBackend {
public:
    struct Mail {
        Envelope envelope;
        std::string raw;
        [[nodiscard]] std::string body() const;  // without the Received field that the server adds at the top
    };

    boost::asio::awaitable<Stored> store(Envelope envelope, std::string raw) override;
    boost::asio::awaitable<std::optional<std::string>> authenticate(std::string user, std::string password) override;
    [[nodiscard]] bool accepts(const std::string& recipient) const override;
    bool reserve(std::int64_t bytes) override;
    void release(std::int64_t bytes) override;
    void count(const char* what) override;
    void log(const std::string& line) override;

    [[nodiscard]] std::vector<Mail> mails() const;
    [[nodiscard]] int counted(const std::string& what) const;
    [[nodiscard]] std::string log_text() const;
    [[nodiscard]] std::int64_t reserved() const { return reserved_; }

    Stored answer = Stored::yes;
    bool throws = false;
    std::atomic<std::int64_t> budget = 1 << 28;
    std::atomic<std::int64_t> max_reserved = 0;
    std::chrono::milliseconds store_takes{0};

private:
    mutable std::mutex mutex_;
    std::vector<Mail> mails_;
    std::vector<std::string> counts_;
    std::string log_;
    std::atomic<std::int64_t> reserved_ = 0;
};

/// An io_context on its own thread, like the daemon's io thread.
class IoThread {
public:
    IoThread();
    ~IoThread();
    IoThread(const IoThread&) = delete;
    IoThread& operator=(const IoThread&) = delete;
    [[nodiscard]] boost::asio::any_io_executor executor() { return io_.get_executor(); }
    /// Runs `what` on the thread and waits for it; rethrows its exceptions.
    void run(const std::function<void()>& what);
    void stop();

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;
};

/// A server on an ephemeral loopback port, or on a Unix socket.
class TestServer {
public:
    explicit TestServer(config::Listen::Protocol protocol = config::Listen::Protocol::smtp);
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    void start();  // call it after changing the settings
    void on_io(const std::function<void()>& what) { io_.run(what); }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] SmtpServer& server() { return *server_; }
    /// True when `holds` becomes true on the io thread within five seconds.
    [[nodiscard]] bool eventually(const std::function<bool()>& holds);

    TemporaryFolder folder;
    MemoryBackend backend;
    SmtpServer::Settings settings;
    config::Listen listen;

private:
    IoThread io_;
    std::unique_ptr<SmtpServer> server_;
    std::uint16_t port_ = 0;
};

/// One end of a connection, blocking, with a timeout of five seconds; plain or TLS.
class Wire {
public:
    explicit Wire(int fd = -1) : fd_(fd) {}
    Wire(Wire&& other) noexcept;
    Wire& operator=(Wire&& other) noexcept;
    ~Wire();

    [[nodiscard]] static Wire connect(std::uint16_t port);
    [[nodiscard]] static Wire connect(const std::filesystem::path& unix_path);
    bool send(std::string_view bytes);
    /// The next line without its CRLF; nullopt at the end or when nothing comes.
    [[nodiscard]] std::optional<std::string> line();
    /// All lines of one reply (RFC 5321 4.2.1); empty at the end.
    std::vector<std::string> reply();
    /// The first line of the reply to `command`.
    std::string ask(std::string_view command);
    [[nodiscard]] bool at_end();  // the peer has closed; false when bytes come first
    [[nodiscard]] bool start_tls_client();
    [[nodiscard]] bool start_tls_server(const config::Tls& tls);
    void close();

private:
    [[nodiscard]] bool fill();
    int fd_ = -1;
    SSL_CTX* context_ = nullptr;
    SSL* ssl_ = nullptr;
    std::string pending_;
};

/// A listening socket on an ephemeral loopback port.
class Listener {
public:
    Listener();
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] std::optional<Wire> accept(std::chrono::milliseconds patience = std::chrono::seconds(5));
    void release() { fd_ = -1; }  // somebody else closes the socket

private:
    int fd_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace mail::testing
