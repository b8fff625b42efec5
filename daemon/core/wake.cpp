// Implements the socket through which ticketctl wakes the daemon.
#include "daemon/core/wake.hpp"

#include "daemon/core/log.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/datagram_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <array>

namespace ticketd {
namespace {

using Datagram = boost::asio::local::datagram_protocol;

boost::asio::awaitable<void> receive(Datagram::socket socket, std::function<void()> on_wake) {
    std::array<char, 8> ignored{};
    for (;;) {
        co_await socket.async_receive(boost::asio::buffer(ignored), boost::asio::use_awaitable);
        on_wake();
    }
}

}  // namespace

std::filesystem::path wake_path(const config::Config& config) {
    auto path = config.desk.key_file;
    path += ".wake";
    return path;
}

config::Result<void> listen_for_wakes(const boost::asio::any_io_executor& io, const std::filesystem::path& path,
                                      std::function<void()> on_wake) {
    std::error_code gone;  // it may be left over from a crash, or not exist
    std::filesystem::remove(path, gone);
    try {
        Datagram::socket socket(io, Datagram::endpoint(path.string()));
        std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        boost::asio::co_spawn(io, receive(std::move(socket), std::move(on_wake)), LogFailure{"wake socket"});
        return {};
    } catch (const std::exception& error) {
        return config::permanent(fmt::format("Cannot listen on {}: {}. ticketctl's work is seen within a second all the same.",
                                             path.string(), error.what()));
    }
}

void send_wake(const config::Config& config) {
    boost::asio::io_context io;
    Datagram::socket socket(io);
    boost::system::error_code nobody;  // no daemon runs; it will check for work when it starts
    socket.open(Datagram(), nobody);
    socket.connect(Datagram::endpoint(wake_path(config).string()), nobody);
    if (!nobody) socket.send(boost::asio::buffer("w", 1), 0, nobody);
}

}  // namespace ticketd
