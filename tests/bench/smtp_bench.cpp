// Measures how many mails a second the SMTP server alone accepts, on one core, from a number of sessions. The inbox
// answers at once.
//   smtp_bench [MAILS] [SESSIONS] [BYTES] [--pipelined]
#include "mail/smtp/smtp_server.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace {

namespace asio = boost::asio;

class Nowhere : public mail::SmtpBackend {
public:
    asio::awaitable<Stored> store(mail::Envelope, std::string raw) override {
        bytes += raw.size();
        co_return Stored::yes;
    }
    asio::awaitable<std::optional<std::string>> authenticate(std::string, std::string) override { co_return std::nullopt; }
    [[nodiscard]] bool accepts(const std::string&) const override { return true; }
    bool reserve(std::int64_t) override { return true; }
    void release(std::int64_t) override {}
    void count(const char*) override {}

    std::size_t bytes = 0;
};

int dial(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (::connect(fd, reinterpret_cast<sockaddr*>(&at), sizeof(at)) != 0) throw std::runtime_error("cannot connect");
    return fd;
}

/// Waits until the last lines of `wanted` replies have arrived.
void await_replies(int fd, int wanted) {
    char block[4096];
    std::string line;
    while (wanted > 0) {
        const auto got = ::recv(fd, block, sizeof(block), 0);
        if (got <= 0) throw std::runtime_error("connection lost");
        for (const char c : std::string_view(block, static_cast<std::size_t>(got))) {
            line.push_back(c);
            if (c != '\n') continue;
            if (line[0] > '3') throw std::runtime_error("refused: " + line);
            if (line[3] == ' ') --wanted;
            line.clear();
        }
    }
}

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("connection lost");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void session(std::uint16_t port, int mails, const std::string& message, bool pipelined) {
    const int fd = dial(port);
    await_replies(fd, 1);
    send_all(fd, "EHLO bench.example\r\n");
    await_replies(fd, 1);
    const std::string mail = "MAIL FROM:<a@client.example>\r\n";
    const std::string rcpt = "RCPT TO:<support@desk.example>\r\n";
    const std::string data = "DATA\r\n";
    if (pipelined) send_all(fd, mail + rcpt + data);
    for (int i = 0; i < mails; ++i) {
        if (pipelined) {
            await_replies(fd, i == 0 ? 3 : 4);
            send_all(fd, i + 1 < mails ? message + mail + rcpt + data : message);
            continue;
        }
        for (const auto* step : {&mail, &rcpt, &data, &message}) {
            send_all(fd, *step);
            await_replies(fd, 1);
        }
    }
    if (pipelined) await_replies(fd, 1);
    ::close(fd);
}

double cpu_seconds(pthread_t thread) {
    clockid_t clock = 0;
    timespec spent{};
    if (pthread_getcpuclockid(thread, &clock) != 0 || clock_gettime(clock, &spent) != 0) return 0;
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

}  // namespace

int main(int argc, char** argv) {
    const bool pipelined = argc > 1 && std::string_view(argv[argc - 1]) == "--pipelined";
    const auto number = [&](int at, int otherwise) { return at < argc - (pipelined ? 1 : 0) ? std::stoi(argv[at]) : otherwise; };
    const int mails = number(1, 100'000);
    const int sessions = number(2, 8);
    const auto bytes = static_cast<std::size_t>(number(3, 5000));

    std::string message = "From: a@client.example\r\nSubject: bench\r\n\r\n";
    while (message.size() < bytes)
        message += "A line of ordinary length, as people and their mail programs write them.\r\n";
    message += ".\r\n";

    asio::io_context io(1);
    Nowhere backend;
    mail::SmtpServer::Settings settings;
    settings.hostname = "bench.example";
    settings.limits.sessions_per_peer = sessions + 1;
    auto server = std::make_unique<mail::SmtpServer>(io.get_executor(), settings, backend);
    config::Listen listen;
    listen.at.host = "127.0.0.1";
    if (const auto listening = server->listen(listen, -1); !listening) {
        fmt::print(stderr, "{}\n", listening.error().what);
        return 1;
    }
    const auto port = server->ports().front();
    std::thread loop([&] { io.run(); });

    const auto began = std::chrono::steady_clock::now();
    std::vector<std::future<void>> clients;
    for (int i = 0; i < sessions; ++i)
        clients.push_back(std::async(std::launch::async, session, port, mails / sessions, std::cref(message), pipelined));
    for (auto& client : clients)
        client.get();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const double cpu = cpu_seconds(loop.native_handle());
    const auto sent = mails / sessions * sessions;
    const auto count = static_cast<double>(sent);
    fmt::print(
        "smtp_bench: {:.0f} mails of {} bytes, {} sessions{}: {:.0f}/s; server thread {:.1f} us CPU a mail, {:.0f}/s a core\n",
        count, message.size(), sessions, pipelined ? ", pipelined" : "", count / took.count(), cpu / count * 1e6, count / cpu);
    io.stop();
    loop.join();
    server.reset();
    return backend.bytes > 0 ? 0 : 1;
}
