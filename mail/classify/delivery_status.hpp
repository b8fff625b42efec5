#pragma once

#include "mail/message/message.hpp"

#include <optional>
#include <string_view>

namespace mail {

/// Reads one decoded message/delivery-status body (RFC 3464 2.1). `recipient` is the address as the sender wrote it, if the
/// report knows it, else the final one; what is no mailbox (a pipe, an X.400 name, a bare local part) gives way to any that is.
/// nullopt: it names no recipient.
[[nodiscard]] std::optional<Bounce> read_delivery_status(std::string_view body);

/// The mailbox in the value of a recipient field: its type, comments, brackets and xtext (RFC 3461 4, RFC 6533 3) undone.
[[nodiscard]] std::string recipient_address(std::string_view value);

}  // namespace mail
