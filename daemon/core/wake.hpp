#pragma once

#include "config/config.hpp"
#include "config/result.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>

namespace ticketd {

/// Where a running daemon listens for "look now": a Unix datagram socket beside the key file, for the owner alone.
[[nodiscard]] std::filesystem::path wake_path(const config::Config& config);

/// Calls `on_wake` for each datagram; their content does not matter.
/// permanent: the socket cannot be made. The daemon goes on without: it looks every second anyway.
[[nodiscard]] config::Result<void> listen_for_wakes(const boost::asio::any_io_executor& io, const std::filesystem::path& path,
                                                    std::function<void()> on_wake);

/// Tells a running daemon to look. None running is no error.
void send_wake(const config::Config& config);

}  // namespace ticketd
