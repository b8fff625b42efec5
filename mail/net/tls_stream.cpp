// Implements a socket that can start TLS while it is open.
#include "mail/net/tls_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/ssl.h>

namespace mail {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
}

TlsStream::TlsStream(Socket socket) : socket_(std::move(socket)) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
}

asio::awaitable<std::size_t> TlsStream::read_some(std::span<char> into) {
    const auto buffer = asio::buffer(into.data(), into.size());
    if (tls_) {
        const auto [error, bytes] = co_await tls_->async_read_some(buffer, as_result);
        co_return error ? 0 : bytes;
    }
    const auto [error, bytes] = co_await socket_.async_read_some(buffer, as_result);
    co_return error ? 0 : bytes;
}

asio::awaitable<bool> TlsStream::write(std::string_view bytes) {
    if (tls_) {
        const auto [error, sent] = co_await asio::async_write(*tls_, asio::buffer(bytes.data(), bytes.size()), as_result);
        co_return !error;
    }
    // A reply nearly always fits into the kernel's buffer, so one system call sends it without going through the scheduler.
    bytes.remove_prefix(write_now(bytes));
    if (bytes.empty()) co_return true;
    const auto [error, sent] = co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), as_result);
    co_return !error;
}

asio::awaitable<error_code> TlsStream::start_tls(TlsContext context, Handshake side, std::string server_name) {
    context_ = std::move(context);
    tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *context_);
    error_code not_an_address;
    asio::ip::make_address(server_name, not_an_address);
    if (!server_name.empty() && not_an_address) {
        SSL_set_tlsext_host_name(tls_->native_handle(), server_name.c_str());
    }
    const auto [error] = co_await tls_->async_handshake(side, as_result);
    co_return error;
}

asio::awaitable<void> TlsStream::finish() {
    if (tls_) {
        // Sends close_notify, but does not wait for the peer's: some peers just disconnect.
        SSL_set_quiet_shutdown(tls_->native_handle(), 0);
        SSL_set_shutdown(tls_->native_handle(), SSL_RECEIVED_SHUTDOWN);
        const auto [ignored_error] = co_await tls_->async_shutdown(as_result);
        static_cast<void>(ignored_error);
    }
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

bool TlsStream::has_input() {
    char byte = 0;
    error_code error;
    // Zero bytes mean the end, not input: health checks connect and disconnect.
    return socket_.receive(asio::buffer(&byte, 1), Socket::message_peek, error) > 0;
}

void TlsStream::cancel() {
    error_code ignored;
    socket_.cancel(ignored);
}

void TlsStream::close() {
    error_code ignored;
    socket_.close(ignored);
}

std::size_t TlsStream::write_now(std::string_view bytes) {
    if (tls_) return 0;
    error_code error;
    const auto sent = socket_.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    return error ? 0 : sent;
}

}  // namespace mail
