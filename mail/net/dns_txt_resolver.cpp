// Asks DNS servers for TXT records, by UDP and then TCP.
#include "mail/net/dns_txt_resolver.hpp"

#include "config/base/ascii.hpp"
#include "mail/encoding/lines.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <variant>

namespace mail {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using std::chrono::milliseconds;

constexpr milliseconds for_one_server{1500};
constexpr milliseconds for_all{5000};
constexpr std::size_t max_servers = 3;
constexpr std::size_t largest_reply = 4096;
constexpr std::size_t largest_tcp_reply = 65535;

/// What stands against forged answers, with the port that the system chooses (RFC 5452).
std::uint16_t random_id() {
    std::array<unsigned char, 2> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) throw std::runtime_error("no random numbers");
    return static_cast<std::uint16_t>(bytes[0] << 8U | bytes[1]);
}

asio::awaitable<TxtReply> ask_by_udp(asio::ip::address server, std::uint16_t port, std::string question) {
    const udp::endpoint there(server, port);
    udp::socket socket(co_await asio::this_coro::executor, there.protocol());
    // Connected: datagrams from anybody else do not reach us.
    co_await socket.async_connect(there, asio::use_awaitable);
    co_await socket.async_send(asio::buffer(question), asio::use_awaitable);
    std::string bytes(largest_reply, '\0');
    for (;;) {
        const std::size_t size = co_await socket.async_receive(asio::buffer(bytes), asio::use_awaitable);
        auto reply = read_txt_reply(question, std::string_view(bytes).substr(0, size));
        if (reply) co_return std::move(*reply);
    }
}

asio::awaitable<TxtReply> ask_by_tcp(asio::ip::address server, std::uint16_t port, std::string question) {
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(tcp::endpoint(server, port), asio::use_awaitable);
    std::string framed;
    framed += static_cast<char>(question.size() >> 8U);
    framed += static_cast<char>(question.size() & 0xffU);
    framed += question;
    co_await asio::async_write(socket, asio::buffer(framed), asio::use_awaitable);
    std::array<unsigned char, 2> length{};
    co_await asio::async_read(socket, asio::buffer(length), asio::use_awaitable);
    const auto size = static_cast<std::size_t>(length[0]) << 8U | length[1];
    std::string bytes(std::min(size, largest_tcp_reply), '\0');
    co_await asio::async_read(socket, asio::buffer(bytes), asio::use_awaitable);
    auto reply = read_txt_reply(question, bytes);
    co_return reply ? std::move(*reply) : TxtReply{};
}

asio::awaitable<TxtReply> ask_server(asio::ip::address server, std::uint16_t port, std::string question) {
    auto reply = co_await ask_by_udp(server, port, question);
    if (reply.truncated) reply = co_await ask_by_tcp(server, port, std::move(question));
    co_return reply;
}

/// nullopt: no usable answer in time.
asio::awaitable<std::optional<TxtAnswer>> ask(config::Endpoint server, std::string question, milliseconds timeout) {
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer deadline(co_await asio::this_coro::executor, timeout);
    try {
        const auto address = asio::ip::make_address(server.host);
        auto first = co_await (ask_server(address, server.port, std::move(question)) || deadline.async_wait(asio::use_awaitable));
        if (first.index() == 1) co_return std::nullopt;
        auto& reply = std::get<0>(first);
        if (reply.answer.state == TxtAnswer::State::failed) co_return std::nullopt;
        co_return std::move(reply.answer);
    } catch (const boost::system::system_error&) {
        co_return std::nullopt;  // nobody listens there: the next server
    }
}

}  // namespace

std::vector<config::Endpoint> nameservers(std::string_view resolv_conf) {
    std::vector<config::Endpoint> out;
    LineReader lines(resolv_conf);
    for (auto line = lines.next(); line && out.size() < max_servers; line = lines.next()) {
        constexpr std::string_view word = "nameserver";
        auto text = ascii::trim(line->text);
        if (!text.starts_with(word) || text.size() == word.size() || !ascii::is_blank(text[word.size()])) continue;
        text = ascii::trim(text.substr(word.size()));
        text = text.substr(0, text.find_first_of(" \t#;"));
        boost::system::error_code no_address;
        asio::ip::make_address(text, no_address);
        if (!no_address) out.push_back({std::string(text), 53, {}});
    }
    return out;
}

asio::awaitable<TxtAnswer> DnsTxtResolver::look_up(std::string name) {
    auto servers = servers_();
    if (servers.empty()) {
        std::ifstream in("/etc/resolv.conf");
        servers = nameservers(std::string(std::istreambuf_iterator<char>(in), {}));
    }
    const auto end = std::chrono::steady_clock::now() + for_all;
    for (int round = 0; round < 2; ++round) {
        for (const auto& server : servers) {
            const auto left = std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
            if (left <= milliseconds{0}) co_return TxtAnswer{};
            auto question = txt_question(name, random_id());
            if (!question) co_return TxtAnswer{};
            auto answer = co_await ask(server, std::move(*question), std::min(left, for_one_server));
            if (answer) co_return std::move(*answer);
        }
    }
    co_return TxtAnswer{};
}

}  // namespace mail
