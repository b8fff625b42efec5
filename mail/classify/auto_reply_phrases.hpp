#pragma once

#include <string_view>

namespace mail::words {

/// "Out of office: …", "Abwesenheitsnotiz: …": a subject that only an automatic answer has. `is_answer`: the mail has In-Reply-To
/// or References; then "Vacation" is one too.
[[nodiscard]] bool is_auto_reply_subject(std::string_view subject, bool is_answer);

/// "Cron <root@web1> …", "[FIRING:1] …": what machines write that watch others.
[[nodiscard]] bool is_report_subject(std::string_view subject);

/// noreply@, mailer-daemon@, notifications@: no person reads there.
[[nodiscard]] bool is_machine_address(std::string_view address);

}  // namespace mail::words
