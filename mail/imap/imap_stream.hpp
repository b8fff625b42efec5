#pragma once

#include "config/result.hpp"
#include "mail/imap/imap_response.hpp"
#include "mail/net/tls_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mail {

/// Splits the byte stream of an IMAP connection (client side) into responses, with limits on the memory that a server
/// can use. It has no deadlines; its owner closes it. Every error is temporary and makes the connection unusable.
class ImapStream {
public:
    struct Limits {
        std::size_t text = 8U << 20U;         // bytes of a response without its literals; enough for a SEARCH of a million mails
        std::size_t literal = 36U << 20U;     // a longer literal is read and discarded
        std::uint64_t dropped = 4ULL << 30U;  // cap on the bytes that are read and discarded
        std::size_t literals = 1000;          // literals in one response
    };

    ImapStream(TlsStream::Socket socket, Limits limits) : stream_(std::move(socket)), limits_(limits) {}

    [[nodiscard]] boost::asio::awaitable<config::Result<ImapRaw>> read();
    /// Writes all bytes. False: the connection is broken.
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string_view bytes) { return stream_.write(bytes); }

    /// Starts TLS. Bytes that arrived before it are an error, because an attacker may have injected them (RFC 9051 11.2).
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
    std::size_t begin_ = 0;  // start of the unused part of buffer_
};

}  // namespace mail
