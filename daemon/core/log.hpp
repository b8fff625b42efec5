#pragma once

#include <spdlog/spdlog.h>

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <string_view>

namespace ticketd {

/// Sends the log to standard error: as `<priority>message` when the journal reads it (sd-daemon(3)), and otherwise
/// with time and level. Lines may contain ids, addresses, sizes and reasons, but never a body, a subject, a password
/// or a token.
void start_log(bool verbose);

/// A handler for co_spawn that logs the exception of a failed coroutine.
struct LogFailure {
    const char* what;
    void operator()(const std::exception_ptr& thrown) const;
};

/// The message of an exception, for a log line.
[[nodiscard]] std::string describe(const std::exception_ptr& thrown);

}  // namespace ticketd
