#pragma once

#include "mail/message/message.hpp"

#include <string>

namespace mail {

/// The mail as text for a terminal: `ticketctl parse` without --json. Ends in a line end.
[[nodiscard]] std::string to_readable(const Message& message);

}  // namespace mail
