#pragma once

#include <string_view>

namespace mail::words {

/// "Cron <root@web1> …", "[FIRING:1] …": subjects written by machines that monitor other machines.
[[nodiscard]] bool is_report_subject(std::string_view subject);

/// noreply@, mailer-daemon@, notifications@: no person reads there.
[[nodiscard]] bool is_machine_address(std::string_view address);

}  // namespace mail::words
