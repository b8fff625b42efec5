#pragma once

#include "config/result.hpp"
#include "mail/imap/imap_response.hpp"
#include "mail/net/tls_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mail {

/// The bytes of an IMAP connection, client side: takes responses apart from each other, with bounds on what a server can make us
/// keep. It has no deadlines of its own: whoever holds it closes it. Every error is temporary: the connection is of no more use.
class ImapStream {
public:
    struct Limits {
        std::size_t text = 8U << 20U;         // one response without its literals: a SEARCH names a million mails in that
        std::size_t literal = 36U << 20U;     // kept; a longer one is read and dropped
        std::uint64_t dropped = 4ULL << 30U;  // read at most to drop it
        std::size_t literals = 1000;          // of one response
    };

    ImapStream(TlsStream::Socket socket, Limits limits) : stream_(std::move(socket)), limits_(limits) {}

    [[nodiscard]] boost::asio::awaitable<config::Result<ImapRaw>> read();
    /// False: the connection broke.
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string_view bytes) { return stream_.write(bytes); }

    /// Drops nothing in silence: bytes that came before TLS began are an error (RFC 9051 11.2: they may be anybody's).
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> start_tls(TlsContext context, const std::string& host);
    [[nodiscard]] bool is_tls() const { return stream_.is_tls(); }
    void close() { stream_.close(); }
    [[nodiscard]] boost::asio::awaitable<void> finish() { return stream_.finish(); }

private:
    [[nodiscard]] boost::asio::awaitable<bool> fill();
    [[nodiscard]] boost::asio::awaitable<config::Result<void>> read_line(std::string& into);
    [[nodiscard]] boost::asio::awaitable<config::Result<ImapRaw::Literal>> read_literal(std::uint64_t bytes);

    TlsStream stream_;
    Limits limits_;
    std::string buffer_;
    std::size_t begin_ = 0;  // what of buffer_ is not yet used
};

}  // namespace mail
