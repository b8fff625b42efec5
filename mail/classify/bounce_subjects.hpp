#pragma once

#include <string_view>

namespace mail::bounce_words {

/// MAILER-DAEMON, postmaster, "Mail Delivery Subsystem".
[[nodiscard]] bool is_daemon(std::string_view address, std::string_view name);

/// "DeliveryFailure Mail Returned to Sender" and what others call it.
[[nodiscard]] bool is_bounce_subject(std::string_view subject);

}  // namespace mail::bounce_words
