#pragma once

#include <spdlog/spdlog.h>

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <string_view>

namespace ticketd {

/// Sends the log to standard error: `<priority>message` for the journal when it reads us (sd-daemon(3)), else with time and
/// level. Never a body, a subject, a password or a token: ids, addresses, sizes and reasons.
void start_log(bool verbose);

/// For co_spawn: a coroutine that ends by an exception says so, instead of vanishing.
struct LogFailure {
    const char* what;
    void operator()(const std::exception_ptr& thrown) const;
};

/// The message of an exception, for a log line.
[[nodiscard]] std::string describe(const std::exception_ptr& thrown);

}  // namespace ticketd
