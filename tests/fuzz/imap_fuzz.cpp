// Fuzzes IMAP responses: passes a server's bytes through the stream that splits them, and each response through the parser.
#include "tests/fuzz/fuzz_check.hpp"
#include "mail/imap/imap_response.hpp"
#include "mail/imap/imap_stream.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace {

namespace asio = boost::asio;

// The limits are small, so that a few bytes reach each of them.
constexpr mail::ImapStream::Limits limits{2000, 300, 4000, 5};
constexpr std::size_t longest = 16UL * 1024;  // fits into a socket's buffer, so that one thread can write and read

void check(mail::ImapRaw raw) {
    FUZZ_CHECK(raw.text.size() <= limits.text && raw.literals.size() <= limits.literals);
    std::size_t before = 0;
    for (const auto& literal : raw.literals) {
        FUZZ_CHECK(literal.at >= before && literal.at <= raw.text.size());
        FUZZ_CHECK(literal.bytes.size() <= (literal.dropped ? 0 : limits.literal));
        before = literal.at;
    }
    const auto text = raw.text.size();
    const auto response = mail::parse_imap_response(std::move(raw));
    FUZZ_CHECK(response.text.size() <= text && response.code_value.size() <= text);
    FUZZ_CHECK(response.uids.size() <= text && response.words.size() <= text);
    FUZZ_CHECK(std::ranges::find(response.uids, 0U) == response.uids.end());
    FUZZ_CHECK(!response.mail.too_large || !response.mail.body);
    FUZZ_CHECK(!response.mail.body || response.mail.body->size() <= std::max(text, limits.literal));
}

asio::awaitable<void> read_all(mail::ImapStream& stream) {
    for (;;) {
        auto raw = co_await stream.read();
        if (!raw) co_return;
        check(std::move(*raw));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), std::min(size, longest));
    std::array<int, 2> ends{};
    FUZZ_CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0);
    FUZZ_CHECK(::send(ends[0], bytes.data(), bytes.size(), MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size()));
    FUZZ_CHECK(::close(ends[0]) == 0);
    asio::io_context io;
    mail::ImapStream stream(mail::TlsStream::Socket(io, {AF_UNIX, 0}, ends[1]), limits);
    asio::co_spawn(io, read_all(stream), [](const std::exception_ptr& thrown) { FUZZ_CHECK(!thrown); });
    io.run();
    return 0;
}
