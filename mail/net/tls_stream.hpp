#pragma once

#include "mail/net/tls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <span>
#include <string_view>

namespace mail {

/// A TCP or Unix connection that can start TLS. It has no deadlines; its owner cancels.
class TlsStream {
public:
    using Socket = boost::asio::generic::stream_protocol::socket;
    using Handshake = boost::asio::ssl::stream_base::handshake_type;

    explicit TlsStream(Socket socket);
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    /// Reads at least one byte. Returns 0 at the end of the stream, on an error or when cancelled.
    [[nodiscard]] boost::asio::awaitable<std::size_t> read_some(std::span<char> into);
    /// Writes all bytes. False: the connection failed or was cancelled.
    [[nodiscard]] boost::asio::awaitable<bool> write(std::string_view bytes);
    /// Performs the handshake. `server_name` is sent as SNI by clients; empty or an IP address: no SNI.
    [[nodiscard]] boost::asio::awaitable<boost::system::error_code> start_tls(TlsContext context, Handshake side,
                                                                              std::string server_name);
    /// Ends our direction with close_notify, then FIN.
    [[nodiscard]] boost::asio::awaitable<void> finish();

    [[nodiscard]] bool is_tls() const { return tls_ != nullptr; }
    /// True when bytes or the end of the stream can be read now. Plain connections only.
    [[nodiscard]] bool has_input();
    /// Makes pending operations fail; the connection stays open.
    void cancel();
    void close();
    /// Sends as much as fits at once, without waiting; returns the number of bytes. Plain connections only; returns 0
    /// under TLS.
    std::size_t write_now(std::string_view bytes);

private:
    Socket socket_;
    TlsContext context_;  // must outlive tls_
    std::unique_ptr<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace mail
