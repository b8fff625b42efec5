#pragma once

#include <string_view>

namespace mail::words {

/// True for a subject of automatic replies: "Out of office: …", "Abwesenheitsnotiz: …". With `is_answer` (the mail has
/// In-Reply-To or References) also for subjects such as "Vacation" that people write, too.
[[nodiscard]] bool is_auto_reply_subject(std::string_view subject, bool is_answer);

/// True for a subject of monitoring: "Cron <root@web1> …", "[FIRING:1] …".
[[nodiscard]] bool is_report_subject(std::string_view subject);

/// True for an address that no person reads: noreply@, mailer-daemon@, notifications@.
[[nodiscard]] bool is_machine_address(std::string_view address);

}  // namespace mail::words
