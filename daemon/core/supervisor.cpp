// Talks to systemd: inherited sockets, readiness, watchdog.
#include "daemon/core/supervisor.hpp"

#include <systemd/sd-daemon.h>

#include <algorithm>
#include <cstdlib>

namespace ticketd::supervisor {

void ready(const std::string& status) {
    sd_notify(0, ("READY=1\nSTATUS=" + status).c_str());
}

void status(const std::string& text) {
    sd_notify(0, ("STATUS=" + text).c_str());
}

void reloading() {
    // Type=notify-reload also needs the time; plain Type=notify ignores it.
    const auto now = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch());
    sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(now.count())).c_str());
}

void stopping() {
    sd_notify(0, "STOPPING=1");
}

void alive() {
    sd_notify(0, "WATCHDOG=1");
}

std::optional<std::chrono::microseconds> watchdog_interval() {
    std::uint64_t micros = 0;
    if (sd_watchdog_enabled(0, &micros) <= 0) return std::nullopt;
    return std::chrono::microseconds{micros / 2};
}

std::vector<Inherited> inherited_sockets() {
    char** names = nullptr;
    const int count = sd_listen_fds_with_names(1, &names);
    std::vector<Inherited> sockets;
    for (int i = 0; i < count; ++i)
        sockets.push_back({names != nullptr ? names[i] : "", SD_LISTEN_FDS_START + i});
    for (int i = 0; i < count && names != nullptr; ++i)
        std::free(names[i]);
    std::free(names);
    return sockets;
}

int take_for(config::Listen::Protocol protocol, std::vector<Inherited>& sockets) {
    const char* name = protocol == config::Listen::Protocol::smtp         ? "smtp"
                       : protocol == config::Listen::Protocol::submission ? "submission"
                                                                          : "lmtp";
    const auto found = std::ranges::find_if(sockets, [&](const auto& socket) { return socket.name == name; });
    if (found == sockets.end()) return -1;
    const int fd = found->fd;
    sockets.erase(found);
    return fd;
}

}  // namespace ticketd::supervisor
