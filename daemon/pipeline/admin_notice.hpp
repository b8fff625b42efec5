#pragma once

#include "daemon/core/runtime.hpp"
#include "storage/outbox.hpp"

#include <string>

namespace ticketd {

/// Makes a mail to desk.admin that belongs to no ticket, for the outbox.
[[nodiscard]] storage::NewOutgoing admin_notice(const Runtime& runtime, const std::string& subject, const std::string& text,
                                                config::Instant now);

}  // namespace ticketd
