// Opens or inherits listening sockets and describes the peer of a connection.
#include "mail/smtp/smtp_listener.hpp"

#include <fmt/format.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

namespace mail {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

/// An IPv4 address mapped to IPv6 (::ffff:1.2.3.4) becomes the IPv4 address.
asio::ip::address plain_address(asio::ip::address address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address;
}

std::optional<asio::ip::address> address_of(const TlsStream::Socket& socket) {
    error_code error;
    const auto far = socket.remote_endpoint(error);
    if (error || far.data()->sa_family == AF_UNIX) return std::nullopt;
    asio::ip::tcp::endpoint tcp;
    if (far.size() > tcp.capacity()) return std::nullopt;
    std::memcpy(tcp.data(), far.data(), far.size());
    tcp.resize(far.size());
    return plain_address(tcp.address());
}

/// Removes a socket file left by a dead process, which would make bind fail. A live process answers, so its file is kept.
void remove_stale(const std::filesystem::path& path) {
    std::error_code error;
    if (!std::filesystem::is_socket(path, error)) return;
    asio::io_context scratch;
    asio::local::stream_protocol::socket probe(scratch);
    error_code refused;
    probe.connect(asio::local::stream_protocol::endpoint(path.string()), refused);
    if (refused == asio::error::connection_refused) std::filesystem::remove(path, error);
}

asio::generic::stream_protocol::endpoint endpoint_of(const config::Endpoint& at, error_code& error) {
    if (!at.unix_path.empty()) {
        const auto path = at.unix_path.string();
        if (path.size() >= sizeof(sockaddr_un::sun_path)) {
            error = asio::error::name_too_long;
            return {};
        }
        return asio::local::stream_protocol::endpoint(path);
    }
    return asio::ip::tcp::endpoint(asio::ip::make_address(at.host, error), at.port);
}

/// Opens and binds a socket. `error` describes the failure.
SmtpAcceptor open_with(const asio::any_io_executor& io, const config::Endpoint& at, error_code& error) {
    SmtpAcceptor acceptor(io);
    const auto endpoint = endpoint_of(at, error);
    if (error) return acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (error) return acceptor;
    if (at.unix_path.empty()) {
        acceptor.set_option(SmtpAcceptor::reuse_address(true), error);
        // Each address is taken literally, so 0.0.0.0 and [::] can be configured side by side.
        if (endpoint.protocol().family() == AF_INET6) acceptor.set_option(asio::ip::v6_only(true), error);
    } else {
        remove_stale(at.unix_path);
    }
    acceptor.bind(endpoint, error);
    // Every client of a Unix LMTP socket is a trusted peer, so only its owner and group may connect.
    if (!error && !at.unix_path.empty() && ::chmod(at.unix_path.c_str(), 0660) != 0) {
        error = error_code(errno, boost::system::system_category());
    }
    if (!error) acceptor.listen(SmtpAcceptor::max_listen_connections, error);
    return acceptor;
}

}  // namespace

config::Result<SmtpAcceptor> open_listener(const asio::any_io_executor& io, const config::Endpoint& at) {
    error_code error;
    auto acceptor = open_with(io, at, error);
    if (error) return config::permanent("Cannot listen on " + name_of(at) + ": " + error.message());
    return acceptor;
}

config::Result<SmtpAcceptor> adopt_listener(const asio::any_io_executor& io, const config::Endpoint& at, int fd) {
    sockaddr_storage address{};
    socklen_t length = sizeof(address);
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        return config::permanent("The inherited socket for " + name_of(at) + " is none: " + std::strerror(errno));
    }
    SmtpAcceptor acceptor(io);
    error_code error;
    acceptor.assign(asio::generic::stream_protocol(address.ss_family, 0), fd, error);
    if (error) return config::permanent("Cannot use the inherited socket for " + name_of(at) + ": " + error.message());
    return acceptor;
}

std::uint16_t port_of(const SmtpAcceptor& acceptor) {
    error_code error;
    const auto near = acceptor.local_endpoint(error);
    if (error || near.data()->sa_family == AF_UNIX) return 0;
    asio::ip::tcp::endpoint tcp;
    std::memcpy(tcp.data(), near.data(), std::min(near.size(), tcp.capacity()));
    return tcp.port();
}

std::string name_of(const config::Endpoint& at) {
    return at.unix_path.empty() ? fmt::format("{}:{}", at.host, at.port) : "unix:" + at.unix_path.string();
}

SmtpPeer describe_peer(const TlsStream::Socket& socket, const config::Listen& listen, const std::vector<std::string>& trusted) {
    const auto address = address_of(socket);
    if (!address) return {"", true, listen.protocol == config::Listen::Protocol::lmtp};
    SmtpPeer peer{address->to_string(), address->is_loopback(), false};
    for (const auto& name : trusted) {
        error_code error;
        const auto one = asio::ip::make_address(name, error);
        if (!error && plain_address(one) == *address) peer.trusted = true;
    }
    return peer;
}

std::string counted_as(const SmtpPeer& peer) {
    error_code error;
    const auto address = asio::ip::make_address(peer.address, error);
    if (error || !address.is_v6()) return peer.address;
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return asio::ip::make_address_v6(bytes).to_string();
}

}  // namespace mail
