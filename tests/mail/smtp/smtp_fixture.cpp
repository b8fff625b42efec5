// Implements a server on a loopback port with a scripted backend, and a client to talk to it, for the SMTP tests.
#include "tests/mail/smtp/smtp_fixture.hpp"

#include "mail/message/address.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <arpa/inet.h>
#include <future>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace mail::testing {

namespace asio = boost::asio;
using namespace std::chrono_literals;

TemporaryFolder::TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "smtp-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

config::Tls make_certificate(const std::filesystem::path& folder, const std::string& name) {
    config::Tls tls{folder / "certificate.pem", folder / "key.pem", folder / "certificate.pem"};
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 7);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
    X509_set_pubkey(certificate, key);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, subject);
    const std::string names = "DNS:localhost,IP:127.0.0.1,DNS:" + name;
    for (const auto& [nid, value] :
         {std::pair<int, std::string>{NID_subject_alt_name, names}, {NID_basic_constraints, "CA:TRUE"}}) {
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }
    X509_sign(certificate, key, EVP_sha256());
    FILE* file = std::fopen(tls.certificate.c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(tls.key.c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return tls;
}

std::string MemoryBackend::Mail::body() const {
    auto end = raw.find("\r\n");
    while (end != std::string::npos && end + 2 < raw.size() && raw[end + 2] == '\t')
        end = raw.find("\r\n", end + 2);
    return raw.starts_with("Received: ") ? raw.substr(end + 2) : "no Received field: " + raw;
}

asio::awaitable<SmtpBackend::Stored> MemoryBackend::store(Envelope envelope, std::string raw) {
    if (throws) throw std::runtime_error("the disk is gone");
    if (store_takes > 0ms) {
        asio::steady_timer timer(co_await asio::this_coro::executor, store_takes);
        co_await timer.async_wait(asio::use_awaitable);
    }
    const std::lock_guard lock(mutex_);
    if (answer == Stored::yes) mails_.push_back({std::move(envelope), std::move(raw)});
    co_return answer;
}

asio::awaitable<std::optional<std::string>> MemoryBackend::authenticate(std::string user, std::string password) {
    if (user == "down") throw std::runtime_error("no pool");
    if ((user == "ana" || user == "ana@desk.example") && password == "right horse") co_return "ana";
    co_return std::nullopt;
}

bool MemoryBackend::accepts(const std::string& recipient) const {
    const auto found = split_detail(recipient, '+');
    return found.domain == "desk.example" &&
           (found.local == "support" || found.local == "help" || found.local.starts_with('u') || found.local == "postmaster");
}

bool MemoryBackend::reserve(std::int64_t bytes) {
    if (reserved_ + bytes > budget) return false;
    reserved_ += bytes;
    max_reserved = std::max(max_reserved.load(), reserved_.load());
    return true;
}

void MemoryBackend::release(std::int64_t bytes) {
    reserved_ -= bytes;
}

void MemoryBackend::count(const char* what) {
    const std::lock_guard lock(mutex_);
    counts_.emplace_back(what);
}

void MemoryBackend::log(const std::string& line) {
    const std::lock_guard lock(mutex_);
    log_ += line + "\n";
}

std::vector<MemoryBackend::Mail> MemoryBackend::mails() const {
    const std::lock_guard lock(mutex_);
    return mails_;
}

int MemoryBackend::counted(const std::string& what) const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count(counts_.begin(), counts_.end(), what));
}

std::string MemoryBackend::log_text() const {
    const std::lock_guard lock(mutex_);
    return log_;
}

IoThread::IoThread() : work_(io_.get_executor()), thread_([this] { io_.run(); }) {}

IoThread::~IoThread() {
    stop();
}

void IoThread::run(const std::function<void()>& what) {
    std::promise<void> done;
    asio::post(io_, [&] {
        try {
            what();
            done.set_value();
        } catch (...) {
            done.set_exception(std::current_exception());
        }
    });
    done.get_future().get();
}

void IoThread::stop() {
    io_.stop();
    if (thread_.joinable()) thread_.join();
}

TestServer::TestServer(config::Listen::Protocol protocol) {
    settings.hostname = "mx.desk.example";
    settings.pace.auth_failure = 5ms;
    settings.pace.tarpit = 1ms;
    listen.protocol = protocol;
    listen.at.host = "127.0.0.1";
}

TestServer::~TestServer() {
    if (server_) on_io([this] { server_.reset(); });
    io_.stop();
}

void TestServer::start() {
    on_io([this] {
        server_ = std::make_unique<SmtpServer>(io_.executor(), settings, backend);
        const auto listening = server_->listen(listen, -1);
        if (!listening) throw std::runtime_error(listening.error().what);
        port_ = server_->ports().front();
    });
}

bool TestServer::eventually(const std::function<bool()>& holds) {
    for (int i = 0; i < 1000; ++i) {
        bool now = false;
        on_io([&] { now = holds(); });
        if (now) return true;
        std::this_thread::sleep_for(5ms);
    }
    return false;
}

Wire::Wire(Wire&& other) noexcept {
    *this = std::move(other);
}

Wire& Wire::operator=(Wire&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(context_, other.context_);
    std::swap(ssl_, other.ssl_);
    std::swap(pending_, other.pending_);
    return *this;
}

Wire::~Wire() {
    close();
}

Wire Wire::connect(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof(at)) != 0) throw std::runtime_error("cannot connect");
    return Wire(fd);
}

Wire Wire::connect(const std::filesystem::path& unix_path) {
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    unix_path.string().copy(at.sun_path, sizeof(at.sun_path) - 1);
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof(at)) != 0) throw std::runtime_error("cannot connect");
    return Wire(fd);
}

bool Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ssl_ != nullptr ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                                          : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Wire::fill() {
    if (ssl_ == nullptr || SSL_pending(ssl_) == 0) {
        pollfd waiting{fd_, POLLIN, 0};
        if (::poll(&waiting, 1, 5000) <= 0) return false;
    }
    char block[16384];
    const auto got = ssl_ != nullptr ? SSL_read(ssl_, block, sizeof(block)) : ::recv(fd_, block, sizeof(block), 0);
    if (got <= 0) return false;
    pending_.append(block, static_cast<std::size_t>(got));
    return true;
}

std::optional<std::string> Wire::line() {
    std::size_t end = 0;
    while ((end = pending_.find("\r\n")) == std::string::npos) {
        if (!fill()) return std::nullopt;
    }
    auto found = pending_.substr(0, end);
    pending_.erase(0, end + 2);
    return found;
}

std::vector<std::string> Wire::reply() {
    std::vector<std::string> lines;
    while (auto next = line()) {
        lines.push_back(*next);
        if (next->size() < 4 || (*next)[3] != '-') return lines;
    }
    return {};
}

std::string Wire::ask(std::string_view command) {
    send(std::string(command) + "\r\n");
    const auto lines = reply();
    return lines.empty() ? "" : lines.front();
}

bool Wire::at_end() {
    if (!pending_.empty()) return false;
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, 5000) <= 0) return false;
    return !fill();
}

bool Wire::start_tls_client() {
    context_ = SSL_CTX_new(TLS_client_method());
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    return SSL_connect(ssl_) == 1;
}

bool Wire::start_tls_server(const config::Tls& tls) {
    context_ = SSL_CTX_new(TLS_server_method());
    SSL_CTX_use_certificate_chain_file(context_, tls.certificate.c_str());
    SSL_CTX_use_PrivateKey_file(context_, tls.key.c_str(), SSL_FILETYPE_PEM);
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    return SSL_accept(ssl_) == 1;
}

void Wire::close() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
    ssl_ = nullptr;
    context_ = nullptr;
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
}

Listener::Listener() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(at);
    if (::bind(fd_, reinterpret_cast<sockaddr*>(&at), sizeof(at)) != 0 || ::listen(fd_, 16) != 0)
        throw std::runtime_error("no port");
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &length);
    port_ = ntohs(at.sin_port);
}

Listener::~Listener() {
    if (fd_ >= 0) ::close(fd_);
}

std::optional<Wire> Listener::accept(std::chrono::milliseconds patience) {
    pollfd waiting{fd_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return std::nullopt;
    return Wire(::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC));
}

}  // namespace mail::testing
