#pragma once

#include "mail/message/message.hpp"

#include <string>

namespace mail {

/// The mail as one JSON object on one line, without a line end: the form of `ticketctl parse --json` (DESIGN section 6).
[[nodiscard]] std::string to_json_line(const Message& message);

}  // namespace mail
