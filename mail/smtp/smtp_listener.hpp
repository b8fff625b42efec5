#pragma once

#include "mail/smtp/smtp_session.hpp"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>

namespace mail {

using SmtpAcceptor = boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol>;

/// Opens, binds and listens. permanent: `at` is not an address, or cannot be bound.
[[nodiscard]] config::Result<SmtpAcceptor> open_listener(const boost::asio::any_io_executor& io, const config::Endpoint& at);
/// Takes over a listening socket from systemd. permanent: `fd` is not a listening socket.
[[nodiscard]] config::Result<SmtpAcceptor> adopt_listener(const boost::asio::any_io_executor& io, const config::Endpoint& at,
                                                          int fd);
[[nodiscard]] std::uint16_t port_of(const SmtpAcceptor& acceptor);  // 0 for a Unix socket
[[nodiscard]] std::string name_of(const config::Endpoint& at);      // "127.0.0.1:25", "unix:/run/…"

/// The peer of an accepted connection.
[[nodiscard]] SmtpPeer describe_peer(const TlsStream::Socket& socket, const config::Listen& listen,
                                     const std::vector<std::string>& trusted);
/// The key by which sessions are counted: the address or, for IPv6, its /64, because one host can use all of it.
[[nodiscard]] std::string counted_as(const SmtpPeer& peer);

}  // namespace mail
