#pragma once

#include "mail/message/message.hpp"
#include "mail/mime/mime_scanner.hpp"

#include <optional>
#include <string_view>

namespace mail {

/// Reads a delivery report, machine-readable (RFC 3464) or free-form. nullopt: the mail is no report. `text` is the mail's own
/// text.
[[nodiscard]] std::optional<Bounce> read_bounce(const Scan& scan, std::string_view text, const Message& message);

}  // namespace mail
