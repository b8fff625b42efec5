#pragma once

#include "config/time.hpp"

#include <optional>
#include <string_view>

namespace mail {

/// Reads a Date field (RFC 5322 3.3 with the obsolete forms of 4.3) and the wrong forms of real senders: no weekday, no seconds,
/// two-digit years, zone names, ISO 8601, the asctime form. nullopt: unreadable.
[[nodiscard]] std::optional<config::Instant> parse_mail_date(std::string_view raw);

}  // namespace mail
