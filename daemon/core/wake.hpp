#pragma once

#include "config/config.hpp"
#include "config/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>

namespace ticketd {

/// The path of the daemon's wake-up socket, a Unix datagram socket next to the key file, which only the owner may use.
[[nodiscard]] std::filesystem::path wake_path(const config::Config& config);

/// Calls `on_wake` for each datagram and ignores its content. permanent: the socket cannot be made. The daemon runs
/// without it, because it looks for work every second anyway.
[[nodiscard]] config::Result<void> listen_for_wakes(const boost::asio::any_io_executor& io, const std::filesystem::path& path,
                                                    std::function<void()> on_wake);

/// Wakes a running daemon. Does nothing when none is running.
void send_wake(const config::Config& config);

}  // namespace ticketd
