#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

/// The load to send.
struct Load {
    std::string host = "127.0.0.1";
    std::uint16_t port = 2525;
    int sessions = 8;
    int mails = 20'000;
    std::size_t size = 5120;  // bytes of each mail, including its header
    double rate = 0;          // mails a second; 0: as fast as they are accepted
    int answers = 0;          // percent of mails that answer an earlier one
    int first = 0;            // number of the first mail, so that a second run sends different ones
    std::string recipient = "support@desk.example";
};

/// The measured results.
struct Tally {
    int accepted = 0;
    int refused = 0;  // any reply that is not the expected one, at any step
    std::string last_refusal;
    Clock::time_point started, ended;
    std::vector<double> waits_ms;  // from the first byte after DATA's 354 to the 250
};

/// Mail `number` of the load: header and body with CRLF line ends. No two are the same, and none needs dot-stuffing.
[[nodiscard]] std::string make_mail(const Load& load, int number);

/// Sends the whole load over its sessions with PIPELINING. Throws std::runtime_error when the desk cannot be reached
/// or disconnects.
[[nodiscard]] Tally run(const Load& load);

}  // namespace bench
