#pragma once

#include "config/config.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace ticketd {

// The interface to systemd (sd_notify(3), sd_listen_fds(3)). Without systemd these functions do nothing.
namespace supervisor {

void ready(const std::string& status);
void status(const std::string& text);
void reloading();
void stopping();
void alive();

/// The interval within which `alive` must be called; nullopt: there is no watchdog.
[[nodiscard]] std::optional<std::chrono::microseconds> watchdog_interval();

/// A socket passed by systemd, and its FileDescriptorName.
struct Inherited {
    std::string name;  // "smtp", "submission", "lmtp"
    int fd = -1;
};
[[nodiscard]] std::vector<Inherited> inherited_sockets();

/// Removes the first inherited socket for this kind of listener from the list and returns it; -1: there is none.
[[nodiscard]] int take_for(config::Listen::Protocol protocol, std::vector<Inherited>& sockets);

}  // namespace supervisor

}  // namespace ticketd
