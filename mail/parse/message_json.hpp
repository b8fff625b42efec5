#pragma once

#include "mail/message/message.hpp"

#include <string>

namespace mail {

/// The mail as one JSON object on one line, without a line end, as `ticketctl parse --json` prints it. Scripts rely on the form.
[[nodiscard]] std::string to_json_line(const Message& message);

}  // namespace mail
