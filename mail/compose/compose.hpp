#pragma once

#include "mail/message/outgoing.hpp"

#include <string>

namespace mail {

/// The bytes to send: CRLF line ends, 7-bit headers and bodies (RFC 5322, 2045-2047), lines of at most 998 octets.
[[nodiscard]] std::string compose(const OutgoingMessage& message);

}  // namespace mail
