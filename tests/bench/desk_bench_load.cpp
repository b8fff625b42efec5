// Makes the mails of a load and sends them over many pipelined SMTP sessions.
#include "tests/bench/desk_bench_load.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <random>
#include <stdexcept>
#include <string_view>

namespace bench {
namespace {

constexpr auto patience = std::chrono::seconds{60};  // when no reply comes for this long, the desk hangs

constexpr std::array words{"printer", "router",  "cable",    "since",  "monday",  "morning", "nobody",    "here",
                           "prints",  "network", "error",    "screen", "please",  "office",  "second",    "floor",
                           "laptop",  "again",   "blinks",   "red",    "restart", "helped",  "not",       "invoice",
                           "queue",   "server",  "password", "reset",  "account", "thanks",  "colleague", "window",
                           "update",  "driver",  "paper",    "tray",   "meeting", "room",    "camera",    "sound"};

[[noreturn]] void fail(const std::string& what) {
    throw std::runtime_error(what + ": " + std::strerror(errno));
}

/// One SMTP connection and the state of its dialog.
class Session {
public:
    Session(const Load& load, Tally& tally) : load_(load), tally_(tally) {
        fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd_ < 0) fail("socket");
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(load.port);
        if (inet_pton(AF_INET, load.host.c_str(), &to.sin_addr) != 1) throw std::runtime_error("--host wants an IPv4 address");
        if (connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) fail("connect to " + load.host);
        const int on = 1;
        setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        expected_.push_back(Expect::greeting);
    }
    ~Session() { close(fd_); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    [[nodiscard]] int fd() const { return fd_; }
    [[nodiscard]] bool idle() const { return ready_ && expected_.empty(); }
    [[nodiscard]] bool wants_write() const { return sent_ < out_.size(); }

    /// Begins with mail `number`. With `next`, that mail's envelope is sent right after the body.
    void begin(int number) {
        current_ = number;
        say_envelope(number);
        flush();
    }

    /// Reads the available input. `take_next` returns the number of a further mail, or -1.
    template <class TakeNext>
    void on_readable(TakeNext take_next) {
        std::array<char, 4096> buffer;
        const auto got = recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
        if (got <= 0) throw std::runtime_error("the desk hung up; its last words: " + in_ + tally_.last_refusal);
        in_.append(buffer.data(), static_cast<std::size_t>(got));
        std::size_t at = 0;
        for (auto end = in_.find("\r\n", at); end != std::string::npos; end = in_.find("\r\n", at)) {
            const auto line = std::string_view(in_).substr(at, end - at);
            at = end + 2;
            if (line.size() > 3 && line[3] == '-') continue;
            on_reply(line, take_next);
        }
        in_.erase(0, at);
        flush();
    }

    void flush() {
        while (sent_ < out_.size()) {
            const auto n = send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
            if (n <= 0) fail("send");
            sent_ += static_cast<std::size_t>(n);
        }
        out_.clear();
        sent_ = 0;
    }

private:
    enum class Expect { greeting, ehlo, mail, rcpt, data, taken };

    void say_envelope(int number) {
        out_ += "MAIL FROM:<user" + std::to_string(number % 1000) + "@contoso.example>\r\nRCPT TO:<" + load_.recipient +
                ">\r\nDATA\r\n";
        for (const auto step : {Expect::mail, Expect::rcpt, Expect::data})
            expected_.push_back(step);
    }

    template <class TakeNext>
    void on_reply(std::string_view line, TakeNext take_next) {
        if (expected_.empty()) throw std::runtime_error("the desk says something unasked: " + std::string(line));
        const auto step = expected_.front();
        expected_.pop_front();
        const char wanted = step == Expect::data ? '3' : '2';
        if (line.empty() || line.front() != wanted) {
            tally_.last_refusal = line;
            ++tally_.refused;
            if (step != Expect::taken) throw std::runtime_error("the desk refuses: " + std::string(line));
        }
        switch (step) {
            case Expect::greeting:
                out_ += "EHLO bench.example\r\n";
                expected_.push_back(Expect::ehlo);
                break;
            case Expect::ehlo:
                ready_ = true;
                break;
            case Expect::mail:
            case Expect::rcpt:
                break;
            case Expect::data: {
                data_at_ = Clock::now();
                out_ += make_mail(load_, current_);
                out_ += ".\r\n";
                expected_.push_back(Expect::taken);
                next_ = take_next();
                if (next_ >= 0) say_envelope(next_);
                break;
            }
            case Expect::taken:
                tally_.waits_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - data_at_).count());
                if (line.front() == wanted) ++tally_.accepted;
                current_ = next_;
                break;
        }
    }

    const Load& load_;
    Tally& tally_;
    int fd_ = -1;
    bool ready_ = false;
    int current_ = -1;
    int next_ = -1;
    Clock::time_point data_at_;
    std::deque<Expect> expected_;
    std::string in_, out_;
    std::size_t sent_ = 0;
};

}  // namespace

std::string make_mail(const Load& load, int number) {
    std::minstd_rand dice(static_cast<unsigned>(number) + 1);
    const auto id = [](int n) { return "<bench-" + std::to_string(n) + "@contoso.example>"; };
    // An answer goes to the last opening mail of the previous hundred, from the same sender.
    const int parent = number / 100 * 100 - 1;
    const bool answer = number % 100 < load.answers && parent >= load.first;
    const auto user = std::to_string((answer ? parent : number) % 1000);
    std::string mail = "From: User " + user + " <user" + user + "@contoso.example>\r\nTo: " + load.recipient +
                       "\r\nSubject: " + (answer ? "Re: matter " : "Matter ") + std::to_string(number) +
                       "\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\nMessage-ID: " + id(number) + "\r\n";
    if (answer) mail += "In-Reply-To: " + id(parent) + "\r\nReferences: " + id(parent) + "\r\n";
    mail += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
    while (mail.size() < load.size) {
        std::string line;
        while (line.size() < 64)
            line.append(words[dice() % words.size()]).append(" ");
        mail.append(line, 0, std::min(line.size(), load.size - mail.size())).append("\r\n");
    }
    return mail;
}

Tally run(const Load& load) {
    Tally tally;
    tally.waits_ms.reserve(static_cast<std::size_t>(load.mails));
    const int poll = epoll_create1(EPOLL_CLOEXEC);
    if (poll < 0) fail("epoll");
    std::vector<std::unique_ptr<Session>> sessions;
    tally.started = Clock::now();
    for (int i = 0; i < load.sessions; ++i) {
        sessions.push_back(std::make_unique<Session>(load, tally));
        epoll_event event{.events = EPOLLIN, .data = {.ptr = sessions.back().get()}};
        if (epoll_ctl(poll, EPOLL_CTL_ADD, sessions.back()->fd(), &event) != 0) fail("epoll_ctl");
    }
    int given = 0;
    const auto is_due = [&] {
        return load.rate <= 0 || std::chrono::duration<double>(Clock::now() - tally.started).count() * load.rate >= given;
    };
    const auto take_next = [&] { return given < load.mails && is_due() ? load.first + given++ : -1; };

    auto last_word = Clock::now();
    std::array<epoll_event, 64> events;
    while (tally.accepted + tally.refused < load.mails) {
        for (auto& session : sessions) {
            if (!session->idle()) continue;
            if (const int number = take_next(); number >= 0) session->begin(number);
        }
        const int n = epoll_wait(poll, events.data(), static_cast<int>(events.size()), load.rate > 0 ? 1 : 1000);
        if (n > 0) last_word = Clock::now();
        if (Clock::now() - last_word > patience) throw std::runtime_error("the desk says nothing for a minute");
        for (int i = 0; i < n; ++i) {
            auto* session = static_cast<Session*>(events[static_cast<std::size_t>(i)].data.ptr);
            if ((events[static_cast<std::size_t>(i)].events & EPOLLIN) != 0) session->on_readable(take_next);
            session->flush();
            epoll_event event{.events = EPOLLIN, .data = {.ptr = session}};
            if (session->wants_write()) event.events |= EPOLLOUT;
            epoll_ctl(poll, EPOLL_CTL_MOD, session->fd(), &event);
        }
    }
    tally.ended = Clock::now();
    close(poll);
    return tally;
}

}  // namespace bench
