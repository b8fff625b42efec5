// Looks up TXT records with c-ares, whose sockets Asio watches. It needs no thread of its own and has one deadline
// for the whole look-up.
#include "mail/net/dns_txt_resolver.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <ares.h>
#include <arpa/nameser.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <stdexcept>
#include <sys/time.h>

namespace mail {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds for_one_server{1500};  // twice as much in the second round
constexpr int max_udp = 1232;                 // passes every path without fragmentation (DNS flag day 2020)

/// One query to the servers. Each look-up has its own channel, and with it a fresh port and a fresh id (RFC 5452).
class Question {
public:
    explicit Question(const std::vector<config::Endpoint>& servers) {
        ares_options options{};
        options.flags = ARES_FLAG_EDNS;
        options.ednspsz = max_udp;
        options.timeout = static_cast<int>(for_one_server.count());
        options.tries = 2;
        constexpr int given = ARES_OPT_FLAGS | ARES_OPT_EDNSPSZ | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES;
        check(::ares_init_options(&channel_, &options, given));  // reads the servers of /etc/resolv.conf
        if (servers.empty()) return;
        std::string list;
        for (const auto& server : servers) {
            const bool is_v6 = server.host.find(':') != std::string::npos;
            if (!list.empty()) list += ',';
            list += is_v6 ? fmt::format("[{}]:{}", server.host, server.port) : fmt::format("{}:{}", server.host, server.port);
        }
        const int failed = ::ares_set_servers_ports_csv(channel_, list.c_str());
        if (failed != ARES_SUCCESS) ::ares_destroy(channel_);
        check(failed);
    }
    ~Question() { ::ares_destroy(channel_); }
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

    void ask(std::string name) {
        name_ = std::move(name);
        ::ares_query(channel_, name_.c_str(), ns_c_in, ns_t_txt, answered, this);
    }
    [[nodiscard]] bool is_answered() const { return answer_.has_value(); }
    [[nodiscard]] TxtAnswer answer() const { return answer_.value_or(TxtAnswer{}); }

    /// Waits until a server answers, a server's time has passed, or `end`; then lets c-ares continue.
    asio::awaitable<void> step(Clock::time_point end);

private:
    static void check(int status) {
        if (status != ARES_SUCCESS) throw std::runtime_error(fmt::format("c-ares: {}", ::ares_strerror(status)));
    }

    static void answered(void* self, int status, int /*timeouts*/, unsigned char* reply, int size) {
        auto& question = *static_cast<Question*>(self);
        question.answer_.emplace();
        if (status == ARES_ENOTFOUND || status == ARES_ENODATA) question.answer_->state = TxtAnswer::State::none;
        if (status == ARES_SUCCESS)
            question.answer_ =
                read_txt_reply(question.name_, {reinterpret_cast<const char*>(reply), static_cast<std::size_t>(size)});
    }

    ares_channel channel_ = nullptr;
    std::string name_;
    std::optional<TxtAnswer> answer_;
};

/// Watches a socket of c-ares without owning it.
struct Watched {
    Watched(const asio::any_io_executor& io, ares_socket_t socket) : descriptor(io, socket) {}
    ~Watched() { descriptor.release(); }
    Watched(const Watched&) = delete;
    Watched& operator=(const Watched&) = delete;

    asio::posix::stream_descriptor descriptor;
    bool readable = false;
    bool writable = false;
};

/// The events that one step waits for. Shared with the handlers of the waits that the step cancels: they run after
/// the step has ended.
struct Waiting {
    explicit Waiting(const asio::any_io_executor& io) : wake(io) {}
    asio::steady_timer wake;
    std::array<std::optional<Watched>, ARES_GETSOCK_MAXNUM> sockets;
};

/// Stops watching when the step ends, even when its coroutine is destroyed: c-ares then closes the sockets.
struct EndOfWatch {
    ~EndOfWatch() {
        for (auto& socket : waiting.sockets)
            socket.reset();
    }
    Waiting& waiting;
};

asio::awaitable<void> Question::step(Clock::time_point end) {
    const auto io = co_await asio::this_coro::executor;
    const auto waiting = std::make_shared<Waiting>(io);
    const EndOfWatch guard{*waiting};
    std::array<ares_socket_t, ARES_GETSOCK_MAXNUM> sockets{};
    const auto wanted = static_cast<unsigned>(::ares_getsock(channel_, sockets.data(), ARES_GETSOCK_MAXNUM));
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        const bool read = ARES_GETSOCK_READABLE(wanted, i) != 0;
        const bool write = ARES_GETSOCK_WRITABLE(wanted, i) != 0;
        if (!read && !write) continue;
        auto& watched = waiting->sockets[i].emplace(io, sockets[i]);
        using Wait = asio::posix::stream_descriptor::wait_type;
        const auto mark = [&](bool Watched::*flag) {
            return [waiting, i, flag](const boost::system::error_code& error) {
                if (error) return;
                if (waiting->sockets[i]) (*waiting->sockets[i]).*flag = true;
                waiting->wake.cancel();
            };
        };
        if (read) watched.descriptor.async_wait(Wait::wait_read, mark(&Watched::readable));
        if (write) watched.descriptor.async_wait(Wait::wait_write, mark(&Watched::writable));
    }
    timeval most{};
    const auto left = std::chrono::ceil<std::chrono::microseconds>(std::max(end - Clock::now(), Clock::duration::zero()));
    most.tv_sec = static_cast<time_t>(left.count() / 1'000'000);
    most.tv_usec = static_cast<suseconds_t>(left.count() % 1'000'000);
    timeval buffer{};
    const timeval* until = ::ares_timeout(channel_, &most, &buffer);
    waiting->wake.expires_after(std::chrono::seconds{until->tv_sec} + std::chrono::microseconds{until->tv_usec});
    boost::system::error_code woken;  // a socket cancels it
    co_await waiting->wake.async_wait(asio::redirect_error(asio::use_awaitable, woken));

    bool any = false;
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        auto& watched = waiting->sockets[i];
        if (!watched) continue;
        const auto readable = watched->readable ? sockets[i] : ARES_SOCKET_BAD;
        const auto writable = watched->writable ? sockets[i] : ARES_SOCKET_BAD;
        sockets[i] = ARES_SOCKET_BAD;
        watched.reset();  // released before c-ares may close it
        if (readable == ARES_SOCKET_BAD && writable == ARES_SOCKET_BAD) continue;
        any = true;
        ::ares_process_fd(channel_, readable, writable);
    }
    if (!any) ::ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);  // a server's time has passed
}

}  // namespace

asio::awaitable<TxtAnswer> DnsTxtResolver::look_up(std::string name) {
    // Refuses the empty name, which is the root's, and characters that C strings or c-ares' escapes would change.
    if (name.empty() || name.find_first_of(std::string_view("\0\\", 2)) != std::string::npos) co_return TxtAnswer{};
    Question question(servers_());
    const auto end = Clock::now() + timeout_;
    question.ask(std::move(name));
    while (!question.is_answered() && Clock::now() < end)
        co_await question.step(end);
    co_return question.answer();
}

}  // namespace mail
